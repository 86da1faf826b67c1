import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSettings, type Settings } from '../../lib/config.js';
import { estimate, type Estimate } from '../../lib/cost/estimate.js';
import { prices, usdFor, type PriceName } from '../../lib/cost/prices.js';
import { defaultWorkload, type Workload } from '../../lib/cost/workload.js';

const starter = readSettings({ profile: 'starter' });
const production = readSettings({ profile: 'production' });
const http = readSettings({ profile: 'starter', api: 'http' });
const runs = { numRuns: 200 };

const anySettings = fc.constantFrom(starter, http, production);
const anyWorkload: fc.Arbitrary<Workload> = fc.record({
  eventsPerMonth: fc.nat(1e11),
  sizeBytes: fc.nat(262_144),
  eventsPerRequest: fc.integer({ min: 1, max: 1000 }),
  queuedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  getsPerEvent: fc.double({ min: 0, max: 10, noNaN: true }),
  listsPerEvent: fc.double({ min: 0, max: 1, noNaN: true }),
  objectsPerMonth: fc.nat(1e9),
  objectBytes: fc.nat(1e9),
  retainedMonths: fc.integer({ min: 1, max: 120 }),
  shards: fc.integer({ min: 1, max: 256 }),
});
/** Sums of many numbers differ in their last digits by the order in which they are added. */
const atLeast = (more: number, less: number) => expect(more).toBeGreaterThanOrEqual(less * (1 - 1e-9));

/** Changes that ask for more, and never cost less. */
const more: [string, (workload: Workload, by: number) => Workload][] = [
  ['events', (workload, by) => ({ ...workload, eventsPerMonth: workload.eventsPerMonth + by })],
  ['data', (workload, by) => ({ ...workload, sizeBytes: Math.min(262_144, workload.sizeBytes + by) })],
  ['fetching', (workload, by) => ({ ...workload, getsPerEvent: workload.getsPerEvent + by })],
  ['lists', (workload, by) => ({ ...workload, listsPerEvent: workload.listsPerEvent + by })],
  ['objects', (workload, by) => ({ ...workload, objectsPerMonth: workload.objectsPerMonth + by })],
  ['months kept', (workload, by) => ({ ...workload, retainedMonths: workload.retainedMonths + by })],
];

test.each(more)('more %s never cost less', (_, change) => {
  fc.assert(
    fc.property(anySettings, anyWorkload, fc.nat(1_000_000), (settings, workload, by) =>
      atLeast(estimate(settings, change(workload, by)).usd, estimate(settings, workload).usd),
    ),
    runs,
  );
});

test('nothing recorded and nothing stored costs what an idle deployment does, whatever else is said', () => {
  fc.assert(
    fc.property(anySettings, anyWorkload, (settings, workload) => {
      const nothing = { ...workload, eventsPerMonth: 0, objectsPerMonth: 0 };
      expect(estimate(settings, nothing)).toEqual(estimate(settings, { ...defaultWorkload, eventsPerMonth: 0 }));
    }),
    runs,
  );
});

test('production never costs less than starter', () => {
  fc.assert(
    fc.property(anyWorkload, (workload) =>
      atLeast(estimate(production, workload).usd, estimate(starter, workload).usd),
    ),
    runs,
  );
});

test('recording in batches never costs more than recording one by one', () => {
  fc.assert(
    fc.property(anySettings, anyWorkload, (settings, workload) =>
      atLeast(estimate(settings, { ...workload, eventsPerRequest: 1 }).usd, estimate(settings, workload).usd),
    ),
    runs,
  );
});

test('a bill is the sum of its lines, and each line its quantity times its price', () => {
  fc.assert(
    fc.property(anySettings, anyWorkload, (settings, workload) => {
      const { lines, usd } = estimate(settings, workload);
      expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(usd, 6);
      for (const line of lines) expect(line.usd).toBe(usdFor(prices[line.price], line.quantity));
    }),
    runs,
  );
});

describe('a million events of a kilobyte', () => {
  const quantityOf = ({ lines }: Estimate, name: PriceName) => lines.find(({ price }) => price === name)?.quantity ?? 0;
  const bill = (settings: Settings, workload: Partial<Workload> = {}) =>
    estimate(settings, { ...defaultWorkload, ...workload });

  test('take two write units each in the table and one in each index', () => {
    expect(quantityOf(bill(starter), 'tableWrite')).toBe(5e6);
  });

  test('are as many requests, with what reads them', () => {
    expect(quantityOf(bill(starter), 'restRequest')).toBe(2_010_000);
    expect(quantityOf(bill(starter, { eventsPerRequest: 100 }), 'restRequest')).toBe(1_020_000);
  });

  test('are requests of the other kind with an HTTP API, which counts half megabytes', () => {
    expect(quantityOf(bill(http), 'restRequest')).toBe(0);
    expect(quantityOf(bill(http, { eventsPerRequest: 1000, getsPerEvent: 0, listsPerEvent: 0 }), 'httpRequest')).toBe(
      3000,
    );
  });

  test('are data events where there is a trail, and pass the firewall where there is one', () => {
    expect(quantityOf(bill(starter), 'dataEvent')).toBe(0);
    expect(quantityOf(bill(production), 'dataEvent')).toBe(2_050_000);
    expect(quantityOf(bill(production), 'webAclRequest')).toBe(2_010_000);
  });

  test('in batches are data events by twenty-five, as they are written', () => {
    const dataEvents = (eventsPerRequest: number) =>
      quantityOf(bill(production, { eventsPerRequest, getsPerEvent: 0, listsPerEvent: 0 }), 'dataEvent');
    expect([dataEvents(1), dataEvents(100), dataEvents(10)]).toEqual([1e6, 4e4, 1e5]);
  });

  test('of which a trail tells are lines of its log, each of which is paid for', () => {
    const untold = readSettings({ profile: 'production', cloudTrail: false });
    const lines = 2_050_000 + 100 * 730;
    const gigabytes = quantityOf(bill(production), 'logIngestion') - quantityOf(bill(untold), 'logIngestion');
    expect(gigabytes).toBeCloseTo((lines * 1800) / 1024 ** 3, 6);
  });

  test('are seen by Contributor Insights in production, once by partition and once by item', () => {
    expect(quantityOf(bill(production), 'insightEvent')).toBe(2 * (4e6 + 1e6 + 3e6));
    expect(quantityOf(bill(starter), 'insightEvent')).toBe(0);
  });

  test('that are queued are sent, received and deleted', () => {
    const queued =
      quantityOf(bill(starter, { queuedShare: 1 }), 'queueRequest') - quantityOf(bill(starter), 'queueRequest');
    expect(queued).toBeCloseTo(1.2e6, 3);
  });
});

describe('a million objects a month that are kept for a year', () => {
  const kept = { ...defaultWorkload, eventsPerMonth: 0, objectsPerMonth: 1e6, retainedMonths: 12 };
  const quantityOf = (name: PriceName, workload: Partial<Workload> = {}) =>
    estimate(starter, { ...kept, ...workload }).lines.find(({ price }) => price === name)?.quantity ?? 0;
  const runs = 730 / 24;

  test('are listed by each reconciliation, a thousand at once, as far as it comes in its time', () => {
    expect(quantityOf('objectWrite') - 1e6).toBeCloseTo(runs * 2700, 6);
    expect(quantityOf('objectWrite', { retainedMonths: 1 }) - 1e6).toBeCloseTo(runs * 1000, 6);
  });

  test('are read out of the index as often', () => {
    const unitsPerRun = (1e6 * 700) / 4096 / 2;
    expect(quantityOf('tableRead', { retainedMonths: 1 }) - 1e6).toBeCloseTo(runs * unitsPerRun, 3);
  });

  test('keep the function busy for longer than an empty bucket does', () => {
    const seconds = runs * (5 + 1e6 / 3000) + (1e5 * 40) / 1000;
    expect(quantityOf('compute', { retainedMonths: 1 })).toBeCloseTo(seconds / 2, 6);
  });
});
