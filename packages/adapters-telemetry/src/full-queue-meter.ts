import { createNoopMeter, type Counter, type Meter, type MeterProvider } from '@opentelemetry/api';

/** The reason of a span that a queue had no room for, among the figures that a span processor keeps of itself. */
const queueFull = 'queue_full';

/**
 * For a span processor's figures of itself: says how many spans its queue had no room for, which it says nowhere else, and keeps none
 * of them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#metric-otelsdkprocessorspanprocessed
 */
export function fullQueueMeter(onLoss: (spans: number, cause: unknown) => void): MeterProvider {
  const counter: Counter = {
    add: (spans, attributes) => {
      if (attributes?.['error.type'] === queueFull) onLoss(spans, new Error('the queue of spans is full'));
    },
  };
  // Whoever asks the library for a meter that does nothing gets the same one.
  const meter = Object.assign(Object.create(createNoopMeter()) as Meter, { createCounter: () => counter });
  return { getMeter: () => meter };
}
