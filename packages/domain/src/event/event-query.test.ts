import { describe, expect, test } from '@jest/globals';
import { parseEventQuery, passesFilters } from './event-query.js';

describe('parseEventQuery', () => {
  test('lists everything, newest first, when nothing is said', () => {
    expect(parseEventQuery({})).toEqual({ ok: true, value: { order: 'desc' } });
  });

  test('reads every parameter, times as instants', () => {
    expect(
      parseEventQuery({
        type: 't',
        source: '/s',
        subject: 'x',
        from: '2026-01-01T01:00:00+01:00',
        to: '2026-01-02T00:00:00Z',
        order: 'asc',
      }),
    ).toEqual({
      ok: true,
      value: {
        type: 't',
        source: '/s',
        subject: 'x',
        from: '2026-01-01T00:00:00.000000000Z',
        to: '2026-01-02T00:00:00.000000000Z',
        order: 'asc',
      },
    });
  });

  test.each([
    ['type', ''],
    ['type', 'x'.repeat(257)],
    ['source', 'a b'],
    ['subject', '\u0007'],
    ['from', 'yesterday'],
    ['to', '2026-02-30T00:00:00Z'],
    ['order', 'newest'],
  ] as const)('names the parameter %s when it is wrong', (parameter, value) => {
    expect(parseEventQuery({ [parameter]: value })).toEqual({
      ok: false,
      error: { parameter, detail: expect.stringContaining('must') },
    });
  });

  test('refuses a range that ends before it starts, and takes an empty one', () => {
    const from = '2026-01-02T00:00:00Z';
    expect(parseEventQuery({ from, to: '2026-01-01T00:00:00Z' })).toMatchObject({
      ok: false,
      error: { parameter: 'to' },
    });
    expect(parseEventQuery({ from, to: from }).ok).toBe(true);
  });
});

test('an event passes when every filter that is set equals its attribute', () => {
  const event = { type: 't', source: '/s', subject: 'x' };
  expect(passesFilters(event, { order: 'asc' })).toBe(true);
  expect(passesFilters(event, { order: 'asc', ...event })).toBe(true);
  for (const name of ['type', 'source', 'subject'] as const)
    expect(passesFilters(event, { order: 'asc', ...event, [name]: 'other' })).toBe(false);
  expect(passesFilters({ type: 't', source: '/s' }, { order: 'asc', subject: 'x' })).toBe(false);
});
