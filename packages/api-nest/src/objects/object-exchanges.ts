import type { Exchange } from '../openapi/operation.js';
import { problemAnswer } from '../openapi/problem-answer.js';
import { lost, lostState, removedState, report, reportState } from './object-samples.js';

const json = 'application/json';
const lines = 'application/x-ndjson';
const page = (...items: readonly object[]): Exchange['answer'] => ({ status: 200, type: json, body: { items } });
const badParameter = (path: string, parameter: string, detail: string): Exchange['answer'] =>
  problemAnswer('bad-parameter', path, { detail: `The parameter ${detail}.`, parameter });
const neverRecorded = { detail: 'Nothing was ever recorded of an object with this key.' };
const listed = ({ key, sizeBytes, eTag }: typeof reportState, lastModified: string) => ({
  key,
  sizeBytes,
  eTag,
  lastModified,
});
const cursor = 'v1.cmVwb3J0cy9xMS5jc3Y.u0EIGoaVv8LFLjWajZF-I_';

/** Exchanges of `GET /objects`. */
export const listExchanges: Readonly<Record<string, Exchange>> = {
  byKey: {
    summary: 'The first object under a prefix',
    request: { parameters: { prefix: 'reports/', limit: '1' } },
    answer: {
      status: 200,
      type: json,
      headers: { Link: `<?prefix=reports%2F&limit=1&cursor=${cursor}>; rel="next"` },
      body: { items: [reportState], nextCursor: cursor },
    },
  },
  nextPage: {
    summary: 'The page after it',
    request: { parameters: { prefix: 'reports/', limit: '1', cursor } },
    answer: page(lostState),
  },
  byChange: {
    summary: 'What changed in the last hours of a year, and was removed',
    request: { parameters: { sort: 'modified', from: '2025-12-31T13:00:00Z', to: '2026-01-01T00:00:00Z' } },
    answer: page(removedState),
  },
  lines: {
    summary: 'One object a line, to the end',
    request: { parameters: { prefix: report.key } },
    answer: { status: 200, type: lines, body: `${JSON.stringify(reportState)}\n` },
  },
  badSort: {
    summary: 'Parameters that do not go together',
    request: { parameters: { prefix: 'reports/', sort: 'modified' } },
    answer: badParameter('/objects', 'prefix', 'does not go with sort=modified'),
  },
  otherBucket: {
    summary: 'A bucket that is not there',
    request: { parameters: { bucket: 'another-bucket' } },
    answer: problemAnswer('not-found', '/objects', {
      detail: 'No bucket has this name here. Without one, the bucket is meant that there is.',
    }),
  },
};

/** Exchanges of `GET /objects/record`. */
export const findExchanges: Readonly<Record<string, Exchange>> = {
  found: {
    summary: 'An object that S3 reported',
    request: { parameters: { key: report.key } },
    answer: { status: 200, type: json, body: reportState },
  },
  removed: {
    summary: 'One that was removed',
    request: { parameters: { bucket: 'main-bucket', key: removedState.key } },
    answer: { status: 200, type: json, body: removedState },
  },
  absent: {
    summary: 'One that never was',
    request: { parameters: { key: 'reports/q9.csv' } },
    answer: problemAnswer('not-found', '/objects/record', neverRecorded),
  },
  withoutKey: {
    summary: 'A parameter that is missing',
    request: { parameters: { bucket: 'main-bucket' } },
    answer: badParameter('/objects/record', 'key', 'is required'),
  },
};

const { sequencer: _sequencer, reconciledAt: _reconciledAt, ...lostChange } = lostState;

/** Exchanges of `GET /objects/history`. */
export const historyExchanges: Readonly<Record<string, Exchange>> = {
  found: {
    summary: 'Every change of an object: here the one that a reconciliation found',
    request: { parameters: { key: lost.key } },
    answer: page(lostChange),
  },
  absent: {
    summary: 'An object that never was',
    request: { parameters: { key: 'reports/q9.csv' } },
    answer: problemAnswer('not-found', '/objects/history', neverRecorded),
  },
  badLimit: {
    summary: 'A parameter that is wrong',
    request: { parameters: { key: lost.key, limit: '1001' } },
    answer: badParameter('/objects/history', 'limit', 'must be an integer from 1 to 1000'),
  },
};

/** Exchanges of `GET /bucket/objects`. */
export const bucketExchanges: Readonly<Record<string, Exchange>> = {
  listed: {
    summary: 'What is in the bucket now',
    request: { parameters: { prefix: 'reports/' } },
    answer: page(
      listed(reportState, '2026-01-01T00:00:00.001000000Z'),
      listed(lostState, '2026-01-01T00:00:00.002000000Z'),
    ),
  },
  badCursor: {
    summary: 'A cursor of another list',
    request: { parameters: { cursor } },
    answer: badParameter('/bucket/objects', 'cursor', 'belongs to another query, or was altered'),
  },
};

/** Exchanges of `POST /reconciliations`. */
export const reconciliationExchanges: Readonly<Record<string, Exchange>> = {
  dryRun: {
    summary: 'What differs',
    request: { type: json, body: { prefix: 'reports/', dryRun: true } },
    answer: {
      status: 200,
      type: json,
      body: { examined: 2, findings: [{ key: lost.key, difference: 'missing', repaired: false }] },
    },
  },
  mended: {
    summary: 'What differed, and no longer does',
    request: { type: json, body: {} },
    answer: {
      status: 200,
      type: json,
      body: { examined: 2, findings: [{ key: lost.key, difference: 'missing', repaired: true }] },
    },
  },
  invalid: {
    summary: 'Every fault at once',
    request: { type: json, body: { dryRun: 'yes', bucket: 'main-bucket' } },
    answer: problemAnswer('invalid-body', '/reconciliations', {
      detail: 'The errors say what is wrong, and where.',
      errors: [
        { pointer: '#/bucket', detail: 'is not a member of a reconciliation' },
        { pointer: '#/dryRun', detail: 'must be true or false' },
      ],
    }),
  },
};
