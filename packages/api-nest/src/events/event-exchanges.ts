import type { Exchange } from '../openapi/operation.js';
import { problemAnswer } from '../openapi/problem-answer.js';
import {
  cloudEventAnswer,
  cloudEventTag,
  eventAnswer,
  laterOrder,
  letter,
  order,
  parcel,
  recorded,
  recordedAt,
  refund,
  types,
} from './event-samples.js';

const { json, cloudEvent, cloudEventsBatch, lines } = types;

const orderHeaders = { ETag: order.etag, Location: 'events/order-17?source=%2Fshop' };
const ofOrder = { id: 'order-17', source: '/shop', digest: order.digest };
const ofParcel = { id: 'parcel 1', source: '/warehouse', recordedAt, digest: parcel.digest };
const ofLetter = { id: 'letter-1', source: '/warehouse', recordedAt, digest: letter.digest };
const queued = (base: '' | '../') => ({
  status: 'queued',
  id: 'refund-1',
  source: '/shop',
  location: `${base}submissions?source=%2Fshop&id=refund-1&digest=${encodeURIComponent(refund.digest)}`,
  digest: refund.digest,
});
const respondAsync = { Prefer: 'respond-async' };
const applied = { 'Preference-Applied': 'respond-async' };
const results = (...each: readonly object[]): Exchange['answer'] => ({
  status: 200,
  type: json,
  body: { results: each },
});

/** Exchanges of `POST /events`. */
export const recordExchanges: Readonly<Record<string, Exchange>> = {
  recorded: {
    summary: 'A new event',
    request: { type: json, body: order.posted },
    answer: eventAnswer(201, recorded.order, orderHeaders),
  },
  replayed: {
    summary: 'The same event again',
    request: { type: json, body: order.posted },
    answer: eventAnswer(200, recorded.order, { ...orderHeaders, 'Idempotent-Replayed': 'true' }),
  },
  conflict: {
    summary: 'Another event of the same identity',
    request: { type: json, body: { ...order.posted, payload: { total: 6 } } },
    answer: problemAnswer('conflict', '/events', {
      detail: 'The stored event differs from this one, and stays as it is.',
      location: 'events/order-17?source=%2Fshop',
      digest: order.digest,
    }),
  },
  structured: {
    summary: 'A CloudEvent, answered as one; its id cannot stand in a path',
    request: { type: cloudEvent, body: parcel.posted },
    answer: cloudEventAnswer(201, parcel.posted, {
      ETag: cloudEventTag(parcel.etag),
      Location: 'event?source=%2Fwarehouse&id=parcel%201',
    }),
  },
  binary: {
    summary: 'A CloudEvent in binary mode',
    request: {
      parameters: { 'ce-specversion': '1.0', 'ce-id': 'invoice-3', 'ce-source': '/shop', 'ce-type': 'invoice.sent' },
      type: 'application/xml',
      body: '<invoice number="3"/>',
    },
    answer: eventAnswer(
      201,
      {
        id: 'invoice-3',
        source: '/shop',
        type: 'invoice.sent',
        time: recordedAt,
        recordedAt,
        dataContentType: 'application/xml',
        payloadText: '<invoice number="3"/>',
        digest: 'v1:67zmX1Y0p6ywjIqUBoYpT-VDwEm_rWeMV8jG8y685ok',
      },
      { Location: 'events/invoice-3?source=%2Fshop' },
    ),
  },
  batch: {
    summary: 'A batch of CloudEvents',
    request: { type: cloudEventsBatch, body: [parcel.posted, letter.posted] },
    answer: results(
      { status: 'replayed', ...ofParcel, location: 'event?source=%2Fwarehouse&id=parcel%201' },
      { status: 'recorded', ...ofLetter, location: 'events/letter-1?source=%2Fwarehouse' },
    ),
  },
  queued: {
    summary: 'An event to be recorded later',
    request: { parameters: respondAsync, type: json, body: refund.posted },
    answer: { status: 202, type: json, headers: { ...applied, Location: queued('').location }, body: queued('') },
  },
  invalid: {
    summary: 'Every fault at once',
    request: { type: json, body: { id: '', source: '/shop', payload: 1, colour: 'red' } },
    answer: problemAnswer('invalid-event', '/events', {
      detail: 'The errors say what is wrong, and where.',
      errors: [
        { pointer: '#/colour', detail: 'is not a member of an event' },
        { pointer: '#/type', detail: 'is required' },
        { pointer: '#/id', detail: 'must not be empty' },
      ],
    }),
  },
};

/** Exchanges of `POST /events/batch`. */
export const batchExchanges: Readonly<Record<string, Exchange>> = {
  results: {
    summary: 'New, known, other than the known one, and wrong',
    request: {
      type: json,
      body: [laterOrder.posted, order.posted, { ...order.posted, payload: null }, { id: 'order-19' }],
    },
    answer: results(
      {
        status: 'recorded',
        id: 'order-18',
        source: '/shop',
        location: 'order-18?source=%2Fshop',
        recordedAt,
        digest: laterOrder.digest,
      },
      { status: 'replayed', ...ofOrder, location: 'order-17?source=%2Fshop', recordedAt },
      { status: 'conflict', ...ofOrder, location: 'order-17?source=%2Fshop' },
      {
        status: 'invalid',
        errors: [
          { pointer: '#/type', detail: 'is required' },
          { pointer: '#/payload', detail: 'is required: one of payload, payloadText and payloadBase64' },
        ],
      },
    ),
  },
  cloudEvents: {
    summary: 'CloudEvents',
    request: { type: cloudEventsBatch, body: [letter.posted] },
    answer: results({ status: 'replayed', ...ofLetter, location: 'letter-1?source=%2Fwarehouse' }),
  },
  lines: {
    summary: 'One event a line, in either representation',
    request: {
      type: lines,
      body: [
        '{"id":"tick-1","type":"clock.ticked","payload":1}',
        '{"specversion":"1.0","id":"tick-2","source":"/clock","type":"clock.ticked"}',
      ].join('\n'),
    },
    answer: results(
      {
        status: 'recorded',
        id: 'tick-1',
        source: '/',
        location: 'tick-1?source=%2F',
        recordedAt,
        digest: 'v1:JUqAkiyIvoIxvJhZiE4NDwudNR-lp5TTIz-BTdtEn1I',
      },
      {
        status: 'recorded',
        id: 'tick-2',
        source: '/clock',
        location: 'tick-2?source=%2Fclock',
        recordedAt,
        digest: 'v1:MpUe54bw4zb1mlwaPV5Hd5o6k9TFfEHCViZ62EzuiUU',
      },
    ),
  },
  queued: {
    summary: 'Events to be recorded later',
    request: { parameters: respondAsync, type: json, body: [refund.posted, { ...refund.posted, type: '' }] },
    answer: {
      status: 202,
      type: json,
      headers: applied,
      body: {
        results: [queued('../'), { status: 'invalid', errors: [{ pointer: '#/type', detail: 'must not be empty' }] }],
      },
    },
  },
  notAnArray: {
    summary: 'Something other than an array',
    request: { type: json, body: { id: 'order-20' } },
    answer: problemAnswer('malformed-body', '/events/batch', { detail: 'The body must be a JSON array.' }),
  },
};
