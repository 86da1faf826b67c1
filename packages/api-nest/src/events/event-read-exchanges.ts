import type { Exchange } from '../openapi/operation.js';
import { problemAnswer } from '../openapi/problem-answer.js';
import {
  cloudEventAnswer,
  cloudEventTag,
  eventAnswer,
  letter,
  order,
  parcel,
  recorded,
  recordedAt,
  refund,
  types,
} from './event-samples.js';

const { json, cloudEventsBatch, lines } = types;

const cursor = 'v1.20260101000000000000000.dgYbvdGsR7z7HTVm6K8ue8.P3Rmvhtj3V5pQ688DZM1ky';
const { payload, ...orderAttributes } = order.posted;
const noEvent = { detail: 'No event has this source and id.' };
const page = (...items: readonly object[]): Exchange['answer'] => ({ status: 200, type: json, body: { items } });

/** Exchanges of `GET /events`. */
export const listExchanges: Readonly<Record<string, Exchange>> = {
  firstPage: {
    summary: 'The newest event of a subject',
    request: { parameters: { subject: 'customers/8', limit: '1' } },
    answer: {
      status: 200,
      type: json,
      headers: { Link: `<?subject=customers%2F8&limit=1&cursor=${cursor}>; rel="next"` },
      body: { items: [recorded.laterOrder], nextCursor: cursor },
    },
  },
  nextPage: {
    summary: 'The page after it',
    request: { parameters: { subject: 'customers/8', limit: '1', cursor } },
    answer: page(recorded.order),
  },
  interval: {
    summary: 'What happened on the last day of a year, oldest first',
    request: { parameters: { from: '2025-12-31T00:00:00Z', to: '2026-01-01T00:00:00Z', order: 'asc' } },
    answer: page(recorded.order),
  },
  cloudEvents: {
    summary: 'A page of CloudEvents',
    request: { parameters: { type: 'order.shipped', source: '/warehouse' } },
    answer: { status: 200, type: cloudEventsBatch, body: [parcel.posted] },
  },
  lines: {
    summary: 'One event a line, to the end',
    request: { parameters: { type: 'letter.sent' } },
    answer: {
      status: 200,
      type: lines,
      body: `{"id":"letter-1","source":"/warehouse","type":"letter.sent","time":"2026-01-01T00:00:00.000001000Z","recordedAt":"${recordedAt}","payload":"Dear customer","digest":"${letter.digest}"}\n`,
    },
  },
  badLimit: {
    summary: 'A parameter that is wrong',
    request: { parameters: { limit: '0' } },
    answer: problemAnswer('bad-parameter', '/events', {
      detail: 'The parameter must be an integer from 1 to 1000.',
      parameter: 'limit',
    }),
  },
};

/** Exchanges of `GET /events/{id}`. */
export const findInPathExchanges: Readonly<Record<string, Exchange>> = {
  found: {
    summary: 'In its own representation',
    request: { parameters: { id: 'order-17', source: '/shop' } },
    answer: eventAnswer(200, recorded.order, { ETag: order.etag }),
  },
  cloudEvent: {
    summary: 'As a CloudEvent',
    request: { parameters: { id: 'order-17', source: '/shop' } },
    answer: cloudEventAnswer(
      200,
      { specversion: '1.0', ...orderAttributes, data: payload },
      { ETag: cloudEventTag(order.etag) },
    ),
  },
  known: {
    summary: 'Not again',
    request: { parameters: { id: 'order-17', source: '/shop', 'If-None-Match': order.etag } },
    answer: { status: 304, headers: { ETag: order.etag } },
  },
  absent: {
    summary: 'An event that is not there',
    request: { parameters: { id: 'order-99' } },
    answer: problemAnswer('not-found', '/events/order-99', noEvent),
  },
  unsafe: {
    summary: 'An id that cannot stand in a path',
    request: { parameters: { id: 'parcel 1' } },
    answer: problemAnswer('bad-request', '/events/parcel%201', {
      detail: 'This id cannot stand in a path: use /event?source=&id= instead.',
    }),
  },
};

/** Exchanges of `GET /event`. */
export const findExchanges: Readonly<Record<string, Exchange>> = {
  found: {
    summary: 'An event by an id with a space in it',
    request: { parameters: { id: 'parcel 1', source: '/warehouse' } },
    answer: eventAnswer(200, recorded.parcel, { ETag: parcel.etag }),
  },
  cloudEvent: {
    summary: 'As a CloudEvent',
    request: { parameters: { id: 'parcel 1', source: '/warehouse' } },
    answer: cloudEventAnswer(200, parcel.posted, { ETag: cloudEventTag(parcel.etag) }),
  },
  known: {
    summary: 'Not again',
    request: { parameters: { id: 'parcel 1', source: '/warehouse', 'If-None-Match': '*' } },
    answer: { status: 304, headers: { ETag: parcel.etag } },
  },
  absent: {
    summary: 'An event that is not there',
    request: { parameters: { id: 'parcel 2' } },
    answer: problemAnswer('not-found', '/event', noEvent),
  },
  withoutId: {
    summary: 'A parameter that is missing',
    request: { parameters: { source: '/shop' } },
    answer: problemAnswer('bad-parameter', '/event', { detail: 'The parameter is required.', parameter: 'id' }),
  },
};

/** Exchanges of `GET /submissions`. */
export const submissionExchanges: Readonly<Record<string, Exchange>> = {
  pending: {
    summary: 'Not yet recorded',
    request: { parameters: { source: '/shop', id: 'refund-1', digest: refund.digest } },
    answer: {
      status: 202,
      type: json,
      headers: { 'Retry-After': '1' },
      body: { status: 'pending', id: 'refund-1', source: '/shop', digest: refund.digest },
    },
  },
  recorded: {
    summary: 'Recorded',
    request: { parameters: { source: '/shop', id: 'order-17', digest: order.digest } },
    answer: {
      status: 200,
      type: json,
      headers: { Location: 'events/order-17?source=%2Fshop' },
      body: {
        status: 'recorded',
        id: 'order-17',
        source: '/shop',
        location: 'events/order-17?source=%2Fshop',
        recordedAt,
        digest: order.digest,
      },
    },
  },
  conflict: {
    summary: 'Another event is there',
    request: { parameters: { source: '/shop', id: 'order-17', digest: refund.digest } },
    answer: problemAnswer('conflict', '/submissions', {
      detail: 'The stored event differs from the submitted one, which is not recorded.',
      location: 'events/order-17?source=%2Fshop',
      digest: order.digest,
    }),
  },
  malformed: {
    summary: 'A digest that is none',
    request: { parameters: { id: 'order-17', digest: 'v1' } },
    answer: problemAnswer('bad-parameter', '/submissions', {
      detail: 'The parameter must be v1: and 43 characters of base64url.',
      parameter: 'digest',
    }),
  },
};
