import type { IncomingHttpHeaders } from 'node:http';
import { namesEtag } from '../http/etag.js';

/** What tells one content of an object from another. */
export interface Validators {
  /** Strong, in its quotes. */
  readonly ETag: string;
  /** In the form of `toUTCString`: whole seconds. */
  readonly 'Last-Modified': string;
}

/**
 * What the conditions of a request for an object come to: it is sent, the client has it, or it is not the one that the client means.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function judgeConditions(
  headers: IncomingHttpHeaders,
  validators: Validators,
): 'sent' | 'unchanged' | 'another' {
  const modified = Date.parse(validators['Last-Modified']);
  const ifMatch = headers['if-match'];
  if (
    ifMatch !== undefined ? !namesStrongly(ifMatch, validators.ETag) : modified > timeIn(headers['if-unmodified-since'])
  )
    return 'another';
  const ifNoneMatch = headers['if-none-match'];
  const isThere =
    ifNoneMatch !== undefined
      ? namesEtag(ifNoneMatch, validators.ETag)
      : modified <= timeIn(headers['if-modified-since']);
  return isThere ? 'unchanged' : 'sent';
}

/** Whether `If-Match` names an ETag: strong comparison, a list, or `*`. */
function namesStrongly(ifMatch: string, eTag: string): boolean {
  return ifMatch.trim() === '*' || (ifMatch.match(/(?:W\/)?"[^"]*"/g)?.includes(eTag) ?? false);
}

/** The time that a field says; `NaN`, with which nothing compares, for none and for what is no time. */
function timeIn(field: string | undefined): number {
  return field === undefined ? Number.NaN : Date.parse(field);
}
