import { describe, expect, test } from '@jest/globals';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { attributeLimitsBytes, maxDataBytes, type Event } from '@annals/domain';
import { anyEvent, event } from '@annals/domain/testing';
import fc from 'fast-check';
import { itemBytes, maxItemBytes } from '../test/item-size.js';
import { attemptOfItem, eventItemOf, type EventItem } from './event-item.js';

/** The item, as it comes out of what the SDK sends. */
function stored(of: Event): EventItem {
  return unmarshall(marshall(eventItemOf({ event: of, writeId: 'w1' }, 3))) as EventItem;
}

describe('an event item', () => {
  test('gives any event and its write id back', () => {
    fc.assert(
      fc.property(anyEvent(), (any) => expect(attemptOfItem(stored(any))).toEqual({ event: any, writeId: 'w1' })),
    );
  });

  test('keeps the types and the order of extensions, whatever they are called', () => {
    const extensions = {
      zero: 0,
      constructor: 'x',
      tostring: true,
      one: '1',
      empty: '',
      least: -2147483648,
      no: false,
    };
    const { event: back } = attemptOfItem(stored(event({ extensions })));
    expect([...back.extensions]).toEqual(Object.entries(extensions));
  });

  test.each([
    [
      { payload: undefined, payloadText: '' },
      { kind: 'text', text: '' },
    ],
    [
      { payload: undefined, payloadBase64: '' },
      { kind: 'bytes', bytes: new Uint8Array() },
    ],
    [{ payload: '' }, { kind: 'json', text: '""' }],
    [{ payload: null }, { kind: 'json', text: 'null' }],
  ])('tells empty data of one kind from another: %j', (members, data) => {
    expect(attemptOfItem(stored(event(members))).event.data).toEqual(data);
  });

  test('lets DynamoDB delete in the first whole second that is not before the expiry', () => {
    const expiring = (expiresAt: string): EventItem => stored(event({ expiresAt }));
    expect(expiring('2030-01-01T00:00:00Z').ttl).toBe(Date.UTC(2030, 0, 1) / 1000);
    expect(expiring('2030-01-01T00:00:00.000000001Z').ttl).toBe(Date.UTC(2030, 0, 1) / 1000 + 1);
    expect(stored(event()).ttl).toBeUndefined();
  });
});

describe('the largest item', () => {
  const attributes = {
    id: '#'.repeat(attributeLimitsBytes.id),
    source: 's'.repeat(attributeLimitsBytes.source),
    type: 't'.repeat(attributeLimitsBytes.type),
    subject: 'u'.repeat(attributeLimitsBytes.subject),
    time: '2025-12-31T23:59:59.123456789+14:00',
    expiresAt: '2030-12-31T23:59:59.123456789+14:00',
    dataContentType: `text/${'p'.repeat(attributeLimitsBytes.dataContentType - 5)}`,
    dataSchema: `urn:${'d'.repeat(attributeLimitsBytes.dataSchema - 4)}`,
  };
  // 16 KiB of attributes hold these besides those above: 12,400 bytes of names and values.
  const extensions = Object.fromEntries(
    Array.from({ length: 62 }, (_, index) => [`x${String(index).padStart(3, '0')}`, 'é'.repeat(98)]),
  );

  test.each([
    ['JSON', { payload: 'é'.repeat((maxDataBytes - 2) / 2) }],
    ['text', { payloadText: '\u0000'.repeat(maxDataBytes) }],
    ['bytes', { payloadBase64: Buffer.alloc(maxDataBytes, 1).toString('base64') }],
  ])('with 256 KiB of %s and 16 KiB of attributes is within what DynamoDB stores', (_, data) => {
    const largest = event({ ...attributes, extensions, payload: undefined, ...data });
    const bytes = itemBytes(marshall(eventItemOf({ event: largest, writeId: 'w'.repeat(64) }, 255)));
    expect(bytes).toBeGreaterThan(maxDataBytes + 16_000);
    expect(bytes).toBeLessThan(maxItemBytes);
  });
});
