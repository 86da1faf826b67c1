import { expect, test } from '@jest/globals';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { reportLosses } from './lost-spans.js';
import { reportFailures } from './reported-exporter.js';

test('tells of a collector that takes nothing once a minute, with how much was lost', () => {
  let code = ExportResultCode.FAILED;
  let now = 0;
  const exporter: SpanExporter = {
    export: (_spans, done) => done({ code, error: new Error('refused') }),
    shutdown: () => Promise.resolve(),
  };
  const faults: string[] = [];
  const onLoss = reportLosses(
    ({ message, cause }) => faults.push(`${message}: ${String(cause)}`),
    () => now,
  );
  const reported = reportFailures(exporter, onLoss);
  const spans = (count: number) => Array.from({ length: count }, () => ({}) as ReadableSpan);
  const codes: ExportResultCode[] = [];
  const send = (count: number) => reported.export(spans(count), (result) => codes.push(result.code));
  for (const count of [1, 2, 3]) send(count);
  now = 60_000;
  send(4);
  code = ExportResultCode.SUCCESS;
  now = 120_000;
  send(5);
  expect(faults).toEqual([
    'the collector did not take 1 spans: Error: refused',
    'the collector did not take 9 spans: Error: refused',
  ]);
  expect(codes).toEqual([1, 1, 1, 1, 0]);
});
