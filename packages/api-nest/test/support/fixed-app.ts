import type { IdGenerator } from '@annals/domain';
import type { MetricsPage } from '../../src/app-options.js';

/** The version that apps under test give. */
export const testVersion = '0.0.0-test';

/** The most bytes of a list as lines, as `lambda.ts` has it. */
export const maxAnswerBytes = 4 * 1024 * 1024;

/** Ids that count: two apps that are sent the same requests make the same ones. */
export function countingIds(): IdGenerator {
  let count = 0;
  return { nextId: () => `id-${++count}` };
}

/** A page of figures that stand still: the one that the description of the API shows. */
export const fixedMetrics: MetricsPage = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  text: () => Promise.resolve('# TYPE annals_events_total counter\nannals_events_total{outcome="recorded"} 3\n'),
};
