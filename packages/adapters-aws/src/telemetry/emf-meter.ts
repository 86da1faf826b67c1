import { metrics, type LabelsOf, type MetricDefinition, type MetricName, type Telemetry } from '@annals/domain';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The namespace of every metric in CloudWatch. */
const namespace = 'Annals';

/** What the cold start's metric says beside the function's name. */
const serviceName = 'annals';

/** How many values of a metric stand in one line: at a hundred the library would write, and forget the dimensions. */
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
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfMeter(): EmfMeter {
  const measured = new Map<string, Measured>();
  let writer: Writer | undefined;
  const valuesOf = <N extends MetricName>(name: N, labels: LabelsOf<N>): number[] => {
    const dimensions = dimensionsOf(name, labels);
    const key = JSON.stringify(dimensions);
    let under = measured.get(key);
    if (under === undefined) measured.set(key, (under = { labels: dimensions, values: new Map() }));
    const values = under.values.get(name) ?? [];
    under.values.set(name, values);
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
      writer ??= new Writer();
      writer.coldStart(functionName);
      for (const each of measured.values()) writer.write(each);
      measured.clear();
    },
  };
}

/** The labels in the order of the metric's definition, so that each set of them has one key. */
function dimensionsOf(name: MetricName, labels: object): Record<string, string> {
  const values = labels as Readonly<Record<string, string>>;
  return Object.fromEntries(metrics[name].labels.map((label) => [label, values[label]!]));
}

class Writer {
  readonly #metrics: Metrics;
  readonly #starts = new Metrics({ namespace, serviceName });

  constructor() {
    this.#metrics = new Metrics({ namespace });
    this.#metrics.clearDefaultDimensions();
  }

  coldStart(functionName: string): void {
    this.#starts.captureColdStartMetric(functionName);
  }

  write({ labels, values }: Measured): void {
    const lines = Math.max(...[...values.values()].map(({ length }) => Math.ceil(length / valuesPerLine)));
    for (let line = 0; line < lines; line++) {
      this.#metrics.addDimensions(labels);
      for (const [name, all] of values) {
        const { unit } = metrics[name] as MetricDefinition;
        for (const value of all.slice(line * valuesPerLine, (line + 1) * valuesPerLine))
          this.#metrics.addMetric(name, units[unit], value);
      }
      this.#metrics.publishStoredMetrics();
    }
  }
}
