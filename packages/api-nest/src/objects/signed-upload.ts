import type { UploadTerms } from '@annals/domain';
import type { Request, Response } from 'express';
import type { Answer } from '../http/answer.js';
import { allowAnyBodyTime } from '../http/body-time.js';
import { Problem } from '../http/problem.js';
import type { ServedBucket, UploadOutcome } from './served-bucket.js';

/**
 * Takes in the body of a signed upload, chunk by chunk. What its header already breaks of the terms is refused before the body is asked
 * for. Throws the `Problem` of what was not stored.
 */
export async function takeUpload(
  request: Request,
  response: Response,
  terms: UploadTerms,
  bucket: ServedBucket,
): Promise<Answer> {
  requireTerms(request, terms);
  allowAnyBodyTime(request);
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  return uploadAnswer(await bucket.upload(terms, chunksOf(request)));
}

/** A missing Content-Type is the signed one: `curl -T` sends none. */
function requireTerms({ headers }: Request, { contentType, sizeBytes }: UploadTerms): void {
  const { 'content-type': type = contentType, 'content-length': length, 'content-encoding': encoding } = headers;
  if (type !== contentType)
    throw new Problem('signature-refused', { detail: 'The Content-Type is not the one that was signed.' });
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', {
      detail: 'The body must be the object as it is: send it without Content-Encoding.',
      headers: { 'Accept-Encoding': 'identity' },
    });
  if (length === undefined) throw new Problem('length-required', { detail: 'The Content-Length must be sent.' });
  if (Number(length) > sizeBytes)
    throw new Problem('too-large', { detail: 'The body is larger than the size that was signed.' });
  if (Number(length) < sizeBytes) throw tooShort();
}

/** The request stays open when the chunks are no longer read, so that it can be answered. */
async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new Problem('bad-request', { detail: 'The body ended before it was complete.', cause });
  }
}

function uploadAnswer(outcome: UploadOutcome): Answer {
  switch (outcome.code) {
    case 'stored':
      return { status: 200, headers: { ETag: `"${outcome.content.eTag}"`, 'Content-Length': '0' } };
    case 'wrong-checksum':
      throw new Problem('wrong-checksum', { detail: 'The SHA-256 of the body is not the one that was signed.' });
    case 'too-short':
      throw tooShort();
    case 'too-long':
      throw new Problem('too-large', { detail: 'The body is larger than the size that was signed.' });
    default:
      return outcome satisfies never;
  }
}

function tooShort(): Problem {
  return new Problem('bad-request', { detail: 'The body is smaller than the size that was signed.' });
}
