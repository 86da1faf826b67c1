import { readSettings, type Settings } from '../config.js';
import { billTable } from './bill-table.js';
import { estimate, type Area, type Estimate } from './estimate.js';
import { dollars, numbersBehindText, numbersOnly, plain, table } from './format.js';
import { eventSizes, recordingUnits } from './item-sizes.js';
import { prices, type Price } from './prices.js';
import { quotas } from './quotas.js';
import { demandOf, limitsOf } from './scale.js';
import { defaultWorkload, secondsPerMonth, type Workload } from './workload.js';

const profiles: Readonly<Record<string, Settings>> = {
  starter: readSettings({ profile: 'starter' }),
  'starter, HTTP API': readSettings({ profile: 'starter', api: 'http' }),
  production: readSettings({ profile: 'production' }),
};
const names = Object.keys(profiles);
const idle: Workload = { ...defaultWorkload, eventsPerMonth: 0 };

function idleTable(): string {
  const bills = Object.values(profiles).map((settings) => estimate(settings, idle));
  const areas = [...new Set(bills.flatMap(({ lines }) => lines.map(({ area }) => area)))];
  const sum = ({ lines }: Estimate, area: Area) =>
    lines.filter((line) => line.area === area).reduce((all, { usd }) => all + usd, 0);
  return table(
    ['USD a month', ...names],
    [
      ...areas.map((area) => [area, ...bills.map((bill) => dollars(sum(bill, area)))]),
      ['**all**', ...bills.map(({ usd }) => `**${dollars(usd)}**`)],
    ],
    numbersBehindText,
  );
}

function monthlyTable(): string {
  const events = [0, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];
  const cost = (settings: Settings, workload: Partial<Workload>) =>
    dollars(estimate(settings, { ...defaultWorkload, ...workload }).usd);
  return table(
    ['events a month', ...names, 'production, 100 events a request'],
    events.map((eventsPerMonth) => [
      plain(eventsPerMonth),
      ...Object.values(profiles).map((settings) => cost(settings, { eventsPerMonth })),
      cost(profiles['production']!, { eventsPerMonth, eventsPerRequest: 100 }),
    ]),
    numbersOnly,
  );
}

function sizeTable(): string {
  return table(
    [
      'data of an event, bytes',
      'item, bytes',
      'write units of the table',
      'write units of the indexes',
      'USD for a million events',
    ],
    [0, 256, 1024, 4096, 16_384, 65_536, 262_144].map((sizeBytes) => {
      const units = recordingUnits(sizeBytes);
      const all = units.table + units.indexes.reduce((sum, each) => sum + each, 0);
      return [
        plain(sizeBytes),
        plain(eventSizes(sizeBytes).item),
        plain(units.table),
        plain(all - units.table),
        dollars(1e6 * all * prices.tableWrite.steps[0].usd),
      ];
    }),
    numbersOnly,
  );
}

const decades = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

function limitTable(profile: string, eventsPerRequest: number): string {
  const flow = { sizeBytes: defaultWorkload.sizeBytes, shards: defaultWorkload.shards, eventsPerRequest };
  const limits = limitsOf(profiles[profile]!, flow);
  const rows = decades.map((rate) => {
    const demand = demandOf(rate, flow);
    const [first, ...others] = limits.filter(({ eventsPerSecond }) => eventsPerSecond < rate);
    return [
      plain(rate),
      first ? `${first.name} (${plain(first.eventsPerSecond)})` : 'none',
      others.length === 0 ? '' : others.map(({ name }) => name).join('; '),
      plain(demand.requestsPerSecond),
      plain(demand.concurrency),
      plain(demand.shards),
      plain(demand.writeUnitsPerSecond),
    ];
  });
  const head = [
    'events a second',
    'first limit, at so many a second',
    'then',
    'requests a second',
    'executions at once',
    'shards',
    'write units a second',
  ];
  return table(head, rows);
}

function raiseTable(): string {
  const flow = { sizeBytes: defaultWorkload.sizeBytes, shards: defaultWorkload.shards, eventsPerRequest: 1 };
  return table(
    ['limit', 'what moves it'],
    limitsOf(profiles['production']!, flow).map(({ name, raise }) => [name, raise]),
  );
}

function rateTable(): string {
  return table(
    [
      'events a second',
      'USD a month, one event a request',
      'USD a month, 100 events a request',
      'USD for a million events, 100 a request',
    ],
    decades.map((rate) => {
      const cost = (eventsPerRequest: number) =>
        estimate(profiles['production']!, {
          ...defaultWorkload,
          eventsPerMonth: rate * secondsPerMonth,
          eventsPerRequest,
          getsPerEvent: 0,
          listsPerEvent: 0,
          shards: Math.min(256, demandOf(rate, { ...defaultWorkload, eventsPerRequest }).shards),
        }).usd;
      return [plain(rate), dollars(cost(1)), dollars(cost(100)), dollars((cost(100) / (rate * secondsPerMonth)) * 1e6)];
    }),
    numbersOnly,
  );
}

function priceTable(): string {
  return table(
    ['what', 'USD', 'for', 'as of', 'read from'],
    Object.values<Price>(prices).map(({ what, unit, steps, source, asOf }) => [
      what,
      steps
        .map(({ usd, upTo }) => `${amount(usd)}${upTo === undefined ? '' : ` up to ${plain(upTo)}`}`)
        .join(', then '),
      unit,
      asOf,
      source,
    ]),
  );
}

/** A price as it is written down: small ones are of a million. */
function amount(usd: number): string {
  return usd < 1e-4 ? `${String(Number((usd * 1e6).toPrecision(8)))} a million` : String(usd);
}

function quotaTable(): string {
  return table(
    ['quota', 'of', 'can be raised', 'read from'],
    Object.values(quotas).map(({ value, unit, canBeRaised, source }) => [
      plain(value),
      unit,
      canBeRaised ? 'yes' : 'no',
      source,
    ]),
  );
}

/** The tables of `docs/cost-and-scale.md`, by the name between the markers there. */
export const pageTables: Readonly<Record<string, () => string>> = {
  idle: idleTable,
  monthly: monthlyTable,
  bill: () => billTable(estimate(profiles['starter']!, { ...defaultWorkload, eventsPerMonth: 10e6 })),
  sizes: sizeTable,
  'limits-single': () => limitTable('production', 1),
  'limits-batch': () => limitTable('production', 100),
  'limits-starter': () => limitTable('starter', 1),
  raise: raiseTable,
  rates: rateTable,
  quotas: quotaTable,
  prices: priceTable,
};
