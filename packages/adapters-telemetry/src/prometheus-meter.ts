import {
  metrics,
  type CounterName,
  type GaugeName,
  type GaugeReading,
  type HistogramName,
  type MetricDefinition,
  type Telemetry,
} from '@annals/domain';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long a gauge may take to read, in milliseconds: a scraper waits for ten seconds, and for all of them. */
const gaugeTimeoutMs = 2_000;

/** Labels as prom-client takes them. */
type Labels = Partial<Record<string, string>>;

/** A meter whose figures Prometheus reads. */
export interface PrometheusMeter extends Pick<Telemetry, 'count' | 'observe' | 'gauge'> {
  /** The media type of `text`. */
  readonly contentType: string;
  /** Every figure as it is now, gauges read for it. */
  text(): Promise<string>;
}

/** Keeps figures for Prometheus: those of Annals, and those of the process and its event loop. */
export function createPrometheusMeter(): PrometheusMeter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const readings = new Map<string, (() => Promise<readonly GaugeReading<GaugeName>[]>)[]>();
  for (const [name, { kind, help, labels, buckets = [] }] of Object.entries<MetricDefinition>(metrics)) {
    const options = { name, help, labelNames: labels, registers: [registry] };
    if (kind === 'counter') counters.set(name, new Counter(options));
    else if (kind === 'histogram') histograms.set(name, new Histogram({ ...options, buckets: [...buckets] }));
    else readings.set(name, gaugeReaders(options));
  }
  return {
    contentType: registry.contentType,
    count: (name: CounterName, labels: object, by = 1) => counters.get(name)!.inc(labels as Labels, by),
    observe: (name: HistogramName, labels: object, value: number) =>
      histograms.get(name)!.observe(labels as Labels, value),
    gauge: (name, read) => void readings.get(name)!.push(read),
    text: () => registry.metrics(),
  };
}

interface GaugeOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
}

function gaugeReaders(options: GaugeOptions): (() => Promise<readonly GaugeReading<GaugeName>[]>)[] {
  const readers: (() => Promise<readonly GaugeReading<GaugeName>[]>)[] = [];
  new Gauge({
    ...options,
    async collect() {
      const read = await Promise.all(readers.map(readInTime));
      this.reset();
      for (const { labels, value } of read.flat()) this.set({ ...labels }, value);
    },
  });
  return readers;
}

/** What a reading gives; nothing where it fails or takes too long. */
async function readInTime(
  read: () => Promise<readonly GaugeReading<GaugeName>[]>,
): Promise<readonly GaugeReading<GaugeName>[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly []>();
  const timer = setTimeout(() => resolve([]), gaugeTimeoutMs);
  try {
    return await Promise.race([read().catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
