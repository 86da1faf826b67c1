import { expect, test } from '@jest/globals';
import { createContextTracer } from './context-tracer.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

test('goes on with the trace of a sender, through everything below', async () => {
  const tracer = createContextTracer();
  expect(tracer.current()).toBeUndefined();
  await tracer.inSpan('GET', { kind: 'server', traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, async () => {
    const outer = tracer.current()!;
    expect(outer.traceparent).toBe(`00-${traceId}-${outer.spanId}-01`);
    expect(outer.spanId).not.toBe('00f067aa0ba902b7');
    await tracer.inSpan('useCase', {}, async () => {
      await Promise.resolve();
      expect(tracer.current()).toEqual(outer);
    });
  });
  expect(tracer.current()).toBeUndefined();
});

test.each([undefined, 'nonsense'])('begins a trace that nobody is to follow where the sender says %j', async (sent) => {
  const tracer = createContextTracer();
  const seen = new Set<string>();
  for (let count = 0; count < 3; count++)
    await tracer.inSpan('GET', { kind: 'server', traceparent: sent }, () => {
      const { traceId: own, traceparent } = tracer.current()!;
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      seen.add(own);
      return Promise.resolve();
    });
  expect(seen.size).toBe(3);
});
