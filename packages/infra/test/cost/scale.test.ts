import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSettings } from '../../lib/config.js';
import { demandOf, limitsOf, type Flow } from '../../lib/cost/scale.js';

const starter = readSettings({ profile: 'starter' });
const production = readSettings({ profile: 'production' });
const flow: Flow = { sizeBytes: 1024, eventsPerRequest: 1, shards: 4 };
const first = (change: Partial<Flow> = {}, settings = production) => limitsOf(settings, { ...flow, ...change })[0]!;
const named = (name: string, change: Partial<Flow> = {}) =>
  limitsOf(production, { ...flow, ...change }).find((limit) => limit.name === name)!;

describe('the first limit', () => {
  test('is the throttling of the stage while each request holds one event', () => {
    expect(first()).toMatchObject({ name: 'throttling of the stage', eventsPerSecond: 1000 });
    expect(first({}, starter)).toMatchObject({ name: 'throttling of the stage', eventsPerSecond: 100 });
  });

  test('is what a new table takes once they come in batches', () => {
    expect(first({ eventsPerRequest: 100 })).toMatchObject({ name: 'what a new table takes', eventsPerSecond: 2000 });
  });

  test('is the shards of the indexes once events are small and the table is warm', () => {
    const behind = limitsOf(production, { ...flow, sizeBytes: 256, eventsPerRequest: 100, shards: 2 });
    expect(behind[0]).toMatchObject({ name: 'shards of the indexes', eventsPerSecond: 2000 });
  });
});

test('a thousand write units a second for each shard', () => {
  expect(named('shards of the indexes', { shards: 16 }).eventsPerSecond).toBe(16_000);
  expect(named('the most shards that there can be').eventsPerSecond).toBe(256_000);
});

test('limits come in the order in which a growing rate meets them', () => {
  const anyFlow = fc.record({
    sizeBytes: fc.nat(262_144),
    eventsPerRequest: fc.integer({ min: 1, max: 1000 }),
    shards: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(anyFlow, (any) => {
      const rates = limitsOf(production, any).map(({ eventsPerSecond }) => eventsPerSecond);
      expect(rates).toEqual(rates.toSorted((left, right) => left - right));
    }),
  );
});

test('what a rate takes fits into as many shards as it asks for, and not into one less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 256_000 }), (rate) => {
      const { shards } = demandOf(rate, flow);
      expect(named('shards of the indexes', { shards }).eventsPerSecond).toBeGreaterThanOrEqual(rate);
      expect(named('shards of the indexes', { shards: shards - 1 }).eventsPerSecond).toBeLessThan(rate);
    }),
  );
});
