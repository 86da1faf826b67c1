import type { Exchange } from '../openapi/operation.js';
import { problemAnswer } from '../openapi/problem-answer.js';
import { dump, report } from './object-samples.js';

const json = 'application/json';
const binary = 'application/octet-stream';
const expiresAt = '2026-01-01T00:15:00.000000000Z';
const headers = { 'content-type': report.contentType };

/** Exchanges of `POST /objects/uploads`. */
export const uploadExchanges: Readonly<Record<string, Exchange>> = {
  signed: {
    summary: 'An upload of twenty bytes, and of no other than these',
    request: {
      type: json,
      body: {
        key: report.key,
        contentType: report.contentType,
        sizeBytes: 20,
        checksumSha256: 'MD+7NPwZnnHj5rSREBiN8ohp10nEXxKwd8KBMzjl8zA=',
      },
    },
    answer: {
      status: 201,
      type: json,
      body: { url: 'https://main-bucket.invalid/reports%2Fq1.csv', method: 'PUT', headers, expiresAt },
    },
  },
  invalid: {
    summary: 'Every fault at once',
    request: { type: json, body: { key: '', contentType: 'text/csv', bucket: 'main-bucket' } },
    answer: problemAnswer('invalid-body', '/objects/uploads', {
      detail: 'The errors say what is wrong, and where.',
      errors: [
        { pointer: '#/bucket', detail: 'is not a member of an upload' },
        { pointer: '#/key', detail: 'must not be empty' },
        { pointer: '#/sizeBytes', detail: 'is required' },
      ],
    }),
  },
};

/** Exchanges of `POST /objects/downloads`. */
export const downloadExchanges: Readonly<Record<string, Exchange>> = {
  signed: {
    summary: 'A download of what is there now',
    request: { type: json, body: { key: report.key } },
    answer: {
      status: 201,
      type: json,
      body: { url: 'https://main-bucket.invalid/reports%2Fq1.csv', method: 'GET', headers: {}, expiresAt },
    },
  },
  absent: {
    summary: 'An object that is not there',
    request: { type: json, body: { key: 'reports/q9.csv' } },
    answer: problemAnswer('not-found', '/objects/downloads', {
      detail: 'The bucket has no object of this key and version.',
    }),
  },
};

const { key, expires, signature } = dump;
const terms = { contentType: dump.contentType, sizeBytes: String(dump.text.length) };
const refused = problemAnswer('signature-refused', '/bucket/object', {
  detail: 'It is not a request that was signed here. Ask for a new one.',
});

/** Exchanges of `PUT /bucket/object`. */
export const putExchanges: Readonly<Record<string, Exchange>> = {
  stored: {
    summary: 'What was signed',
    request: { parameters: { key, expires, ...terms, signature }, type: binary, body: dump.text },
    answer: { status: 200, headers: { ETag: `"${dump.eTag}"` } },
  },
  altered: {
    summary: 'Another size than was signed',
    request: { parameters: { key, expires, ...terms, sizeBytes: '5', signature }, type: binary, body: 'other' },
    answer: refused,
  },
};

/** Exchanges of `GET /bucket/object`. */
export const getExchanges: Readonly<Record<string, Exchange>> = {
  whole: {
    summary: 'The object',
    request: { parameters: { key, expires, signature } },
    answer: { status: 200, headers: { ETag: `"${dump.eTag}"` }, type: binary, body: dump.text },
  },
  range: {
    summary: 'A part of it',
    request: { parameters: { key, expires, signature, Range: 'bytes=6-9' } },
    answer: { status: 206, headers: { 'Content-Range': 'bytes 6-9/16' }, type: binary, body: 'byte' },
  },
  altered: {
    summary: 'Another key than was signed',
    request: { parameters: { key: 'backups/day 2.dump', expires, signature } },
    answer: refused,
  },
};
