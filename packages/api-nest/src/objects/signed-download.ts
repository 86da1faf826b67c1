import type { Request, Response } from 'express';
import { sendAnswer, startAnswer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { sendStream } from '../http/send-stream.js';
import { byteRangeOf, type ByteRange } from './byte-range.js';
import { judgeConditions, type Validators } from './download-conditions.js';
import type { OpenedObject } from './served-bucket.js';

/** Sends an object, or the range of it that a request asks for, as fast as the client takes it. Throws the 412 and 416 `Problem`s. */
export async function sendDownload(request: Request, response: Response, object: OpenedObject): Promise<void> {
  const { content } = object;
  const headers = headersOf(content);
  const judgement = judgeConditions(request.headers, headers);
  if (judgement === 'another')
    throw new Problem('precondition-failed', { detail: 'The object is not, or no longer, the one that you name.' });
  if (judgement === 'unchanged') {
    sendAnswer(request, response, { status: 304, headers: { ETag: headers.ETag } });
    return;
  }
  const range = rangeOf(request, headers, content.sizeBytes);
  const { start, end } = range === 'whole' ? { start: 0, end: content.sizeBytes - 1 } : range;
  startAnswer(response, {
    status: range === 'whole' ? 200 : 206,
    headers: {
      ...headers,
      'Content-Length': String(end - start + 1),
      ...(range !== 'whole' && { 'Content-Range': `bytes ${start}-${end}/${content.sizeBytes}` }),
    },
  });
  if (request.method === 'HEAD') response.end();
  else await sendStream(response, object.read(start, end));
}

/** Whoever uploaded it may have called it a page: it must not run as one of this server's. Pages of others may show it: they were given its address. */
function headersOf({ eTag, contentType, lastModified }: OpenedObject['content']) {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ETag: `"${eTag}"`,
    'Last-Modified': new Date(lastModified.slice(0, 23) + 'Z').toUTCString(),
    'Accept-Ranges': 'bytes',
  };
}

/**
 * A range is for GET, and if `If-Range` names a validator for that content alone.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
 */
function rangeOf(request: Request, headers: Validators, sizeBytes: number): ByteRange | 'whole' {
  const condition = request.headers['if-range'];
  const applies = condition === undefined || condition === headers.ETag || condition === headers['Last-Modified'];
  if (request.method !== 'GET' || !applies) return 'whole';
  const range = byteRangeOf(request.headers.range, sizeBytes);
  if (range !== 'unsatisfiable') return range;
  throw new Problem('range-not-satisfiable', {
    detail: 'The object has no byte of this range.',
    headers: { 'Content-Range': `bytes */${sizeBytes}` },
  });
}
