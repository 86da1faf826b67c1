import {
  metrics,
  testLabel,
  type CounterName,
  type HistogramName,
  type LabelsOf,
  type Telemetry,
} from '@annals/domain';

/** Makes every metric once that can be made: gauges are read, not made. */
export function measureEverything(telemetry: Telemetry): void {
  for (const [name, { kind, labels }] of Object.entries(metrics)) {
    const values = Object.fromEntries(labels.map((label) => [label, testLabel]));
    if (kind === 'counter') telemetry.count(name as CounterName, values as LabelsOf<CounterName>);
    if (kind === 'histogram') telemetry.observe(name as HistogramName, values as LabelsOf<HistogramName>, 0);
  }
}
