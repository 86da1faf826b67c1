import { metrics, type LabelsOf, type MetricDefinition, type MetricName, type Telemetry } from '@annals/domain';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What the cold start's metric says beside the function's name. */
const serviceName = 'annals';

/** How many values of a metric stand in one line: CloudWatch takes a hundred. */
const valuesPerLine = 99;

const units = { '1': MetricUnit.Count, s: MetricUnit.Seconds, By: MetricUnit.Bytes } as const;

/** A meter that writes what it was told when an invocation ends. */
export interface EmfMeter extends Pick<Telemetry, 'count' | 'observe' | 'gauge'> {
  /** Writes a line for each set of labels, and once, after the first invocation, that the function started cold. */
  flush(functionName: string): void;
}

/** What was measured under one set of labels. */
interface Measured {
  readonly labels: Readonly<Record<string, string>>;
  /** By metric: a sum of a counter, every value of a histogram. */
  readonly values: Map<MetricName, number[]>;
}

/**
 * Keeps figures until the end of an invocation and writes them in CloudWatch's embedded metric format, in which each label is a dimension.
 * Gauges are not read: who would ask? Queues have their own metrics in CloudWatch.
 *
 * @param namespace what figures are under in CloudWatch: a deployment's own, where an account has several
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfMeter(namespace = 'Annals'): EmfMeter {
  const measured = new Map<string, Measured>();
  let writer: Writer | undefined;
  const valuesOf = <N extends MetricName>(name: N, labels: LabelsOf<N>): number[] => {
    const key = keyOf(name, labels);
    let under = measured.get(key);
    if (under === undefined) measured.set(key, (under = { labels: dimensionsOf(name, labels), values: new Map() }));
    let values = under.values.get(name);
    if (values === undefined) under.values.set(name, (values = []));
    return values;
  };
  return {
    count: (name, labels, by = 1) => {
      const values = valuesOf(name, labels);
      values[0] = (values[0] ?? 0) + by;
    },
    observe: (name, labels, value) => void valuesOf(name, labels).push(value),
    gauge: () => {},
    flush: (functionName) => {
      writer ??= new Writer(namespace);
      writer.coldStart(functionName);
      for (const each of measured.values()) writer.write(each);
      measured.clear();
    },
  };
}

/** One for each set of labels: in the order of the metric's definition. */
function keyOf<N extends MetricName>(name: N, labels: LabelsOf<N>): string {
  let key = '';
  for (const label of metrics[name].labels) key += `${label}=${(labels as Readonly<Record<string, string>>)[label]!}\n`;
  return key;
}

/** The labels in the same order. */
function dimensionsOf(name: MetricName, labels: object): Record<string, string> {
  const values = labels as Readonly<Record<string, string>>;
  return Object.fromEntries(metrics[name].labels.map((label) => [label, values[label]!]));
}

class Writer {
  readonly #starts: Metrics;
  /** The library's own switch holds for every line. */
  readonly #isOff = process.env['POWERTOOLS_METRICS_DISABLED'] === 'true';

  constructor(readonly namespace: string) {
    this.#starts = new Metrics({ namespace, serviceName });
  }

  coldStart(functionName: string): void {
    this.#starts.captureColdStartMetric(functionName);
  }

  write({ labels, values }: Measured): void {
    if (this.#isOff) return;
    const lines = Math.max(...[...values.values()].map(({ length }) => Math.ceil(length / valuesPerLine)));
    for (let line = 0; line < lines; line++)
      process.stdout.write(`${JSON.stringify(lineOf(this.namespace, labels, values, line * valuesPerLine))}\n`);
  }
}

/**
 * A line by hand: the library checks every value and every dimension of it, which takes longer than to answer a request.
 *
 * @param from the index of the first value of each metric that stands in the line
 */
function lineOf(Namespace: string, labels: Measured['labels'], values: Measured['values'], from: number): object {
  const named = [...values].map(([name, all]) => [name, all.slice(from, from + valuesPerLine)] as const);
  const written = named.filter(([, some]) => some.length > 0);
  const Metrics = written.map(([name]) => ({ Name: name, Unit: units[(metrics[name] as MetricDefinition).unit] }));
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace, Dimensions: [Object.keys(labels)], Metrics }],
    },
    ...labels,
    ...Object.fromEntries(written.map(([name, some]) => [name, some.length === 1 ? some[0] : some])),
  };
}
