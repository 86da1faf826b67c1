import type { Exchange } from '../openapi/operation.js';

/** Media types that the exchanges use. */
export const types = {
  json: 'application/json',
  cloudEvent: 'application/cloudevents+json',
  cloudEventsBatch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
} as const;

/** The clock of the app that the exchanges are made with stands still. */
export const recordedAt = '2026-01-01T00:00:00.000000000Z';

const { json, cloudEvent } = types;

/** An event as a producer posts it, and what is known of it once it is recorded. */
export const order = {
  posted: {
    id: 'order-17',
    source: '/shop',
    type: 'order.placed',
    subject: 'customers/8',
    time: '2025-12-31T23:59:59.5+01:00',
    payload: { total: 5, items: ['tea', 'cup'] },
  },
  digest: 'v1:9rcVeuJouahR3V-ajx04gswRwgYbMyhKJl21l0lLyEk',
  etag: '"9rcVeuJouahR3V-ajx04gswRwgYbMyhKJl21l0lLyEk.20260101000000000000000"',
} as const;

/** A CloudEvent whose id cannot stand in a path. */
export const parcel = {
  posted: { specversion: '1.0', id: 'parcel 1', source: '/warehouse', type: 'order.shipped', data: { order: 17 } },
  digest: 'v1:jPrkYhwjRNQ9yZSQ3fL0Z7wdxDUxK9wOSCuzD5_apT4',
  etag: '"jPrkYhwjRNQ9yZSQ3fL0Z7wdxDUxK9wOSCuzD5_apT4.20260101000000000000000"',
} as const;

/** A CloudEvent that is first posted in a batch. */
export const letter = {
  posted: { specversion: '1.0', id: 'letter-1', source: '/warehouse', type: 'letter.sent', data: 'Dear customer' },
  digest: 'v1:inwUODWvAwli-Lx1uv6GhYi3xB5c06EkJ5fqmy8Bumg',
} as const;

/** An event that is posted in a batch, after `order`. */
export const laterOrder = {
  posted: { id: 'order-18', source: '/shop', type: 'order.placed', subject: 'customers/8', payload: { total: 9 } },
  digest: 'v1:J2jEHQM5eRLrg4DqEbRQcOwfg2caBUooGLpb4vfSr4U',
} as const;

/** An event that is posted to be recorded later. */
export const refund = {
  posted: { id: 'refund-1', source: '/shop', type: 'refund.paid', payload: { total: 5 } },
  digest: 'v1:gOzu-MmHrZ-9gVFyohuS-KolVrnRJ_2VAypkuyx7Ow4',
} as const;

/** The events as they are answered. */
export const recorded = {
  order: { ...order.posted, recordedAt, digest: order.digest },
  laterOrder: { ...laterOrder.posted, time: recordedAt, recordedAt, digest: laterOrder.digest },
  parcel: {
    id: 'parcel 1',
    source: '/warehouse',
    type: 'order.shipped',
    time: recordedAt,
    recordedAt,
    payload: parcel.posted.data,
    digest: parcel.digest,
  },
};

/** The answer with an event in its own representation. */
export function eventAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>>,
): Exchange['answer'] {
  return { status, type: json, headers, body };
}

/** The answer with a CloudEvent. */
export function cloudEventAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>>,
): Exchange['answer'] {
  return { status, type: cloudEvent, headers, body };
}

/** The ETag of an event as a CloudEvent. */
export function cloudEventTag(etag: string): string {
  return etag.replace(/"$/, '-ce"');
}
