import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

/** How often a collector that takes nothing is told of at most, in milliseconds. */
const reportIntervalMs = 60_000;

/**
 * An exporter that tells of its failures: the first one, and then one a minute with the number of spans that were lost meanwhile. The
 * library itself tells nobody.
 *
 * @param onFault is told with an `Error`
 * @param nowMs the time in milliseconds
 */
export function reportFailures(
  exporter: SpanExporter,
  onFault: (fault: Error) => void,
  nowMs: () => number = () => performance.now(),
): SpanExporter {
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  let lost = 0;
  const report = (spans: number, cause: unknown): void => {
    lost += spans;
    if (nowMs() - reportedAtMs < reportIntervalMs) return;
    onFault(new Error(`the collector did not take ${lost} spans`, { cause }));
    reportedAtMs = nowMs();
    lost = 0;
  };
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) report(spans.length, result.error);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
