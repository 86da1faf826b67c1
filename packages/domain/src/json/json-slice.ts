import { err, ok, type Result } from '../shared/result.js';
import { isShallowJson } from './json-syntax.js';
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  isWhitespace,
  openBrace,
  openBracket,
  quote,
  skipWhitespace,
} from './json-units.js';

/**
 * A value inside a JSON text, as the characters that were posted. `JSON.parse` would lose what Annals promises to keep: the digits
 * of long numbers, the order of keys, members named twice, and the difference between `1` and `1.0`.
 */
export interface JsonSlice {
  /** The whole text that the value stands in; its syntax is known to be right. */
  readonly source: string;
  /** Where the value starts and ends in `source`, without surrounding whitespace. */
  readonly start: number;
  readonly end: number;
}

/** A member of a JSON object: the slice of its value, and its name, decoded. A name can occur twice. */
export interface JsonMember extends JsonSlice {
  readonly name: string;
}

/** The kinds of JSON values. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * Reads a JSON text (RFC 8259) that stands between two positions of a string, and judges its syntax, so everything else here may trust it.
 *
 * Fails with a sentence that says where the syntax breaks, as far as is known, without echoing the text.
 */
export function readJson(source: string, start = 0, end = source.length): Result<JsonSlice, string> {
  const fault = isShallowJson(source, start, end) ? undefined : syntaxFault(source.slice(start, end));
  if (fault !== undefined) return err(fault);
  return ok({ source, start: skipWhitespace(source, start), end: skipWhitespaceBack(source, end) });
}

/** What `JSON.parse` has against a text. */
function syntaxFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    return position === undefined ? 'is not JSON' : `is not JSON: the syntax breaks at character ${position}`;
  }
}

/** The text of a value as posted, whitespace between its tokens included. */
export function textOf(slice: JsonSlice): string {
  return slice.source.slice(slice.start, slice.end);
}

/** The value as JavaScript sees it: numbers are rounded and repeated members lost, so this is for small known values only. */
export function valueOf(slice: JsonSlice): unknown {
  if (slice.source.charCodeAt(slice.start) === quote) return decodeString(slice.source, slice.start, slice.end);
  return JSON.parse(textOf(slice)) as unknown;
}

/** Which kind of value a slice is, told by its first character. */
export function kindOf(slice: JsonSlice): JsonKind {
  switch (slice.source[slice.start]) {
    case '{':
      return 'object';
    case '[':
      return 'array';
    case '"':
      return 'string';
    case 't':
    case 'f':
      return 'boolean';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}

/** The members of an object in posted order; a slice of another kind has none. */
export function membersOf(slice: JsonSlice): JsonMember[] {
  const { source } = slice;
  const members: JsonMember[] = [];
  if (source.charCodeAt(slice.start) !== openBrace) return members;
  let at = skipWhitespace(source, slice.start + 1);
  while (source.charCodeAt(at) !== closeBrace) {
    const nameEnd = endOfString(source, at);
    const start = skipWhitespace(source, skipWhitespace(source, nameEnd) + 1);
    const end = endOfValue(source, start);
    members.push({ name: decodeString(source, at, nameEnd), source, start, end });
    at = afterSeparator(source, end);
  }
  return members;
}

/** Decodes the string token between two positions. */
export function decodeString(source: string, start: number, end: number): string {
  const inner = source.slice(start + 1, end - 1);
  return inner.includes('\\') ? (JSON.parse(source.slice(start, end)) as string) : inner;
}

function skipWhitespaceBack(source: string, from: number): number {
  let at = from;
  while (isWhitespace(source.charCodeAt(at - 1))) at--;
  return at;
}

/** The position after the comma that follows a member or an element, or of the closing bracket. */
export function afterSeparator(source: string, end: number): number {
  const at = skipWhitespace(source, end);
  return source.charCodeAt(at) === comma ? skipWhitespace(source, at + 1) : at;
}

/** The position after the string token that starts at `start`. */
export function endOfString(source: string, start: number): number {
  let end = source.indexOf('"', start + 1);
  while (isEscaped(source, end)) end = source.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(source: string, at: number): boolean {
  let backslashes = 0;
  while (source.charCodeAt(at - 1 - backslashes) === backslash) backslashes++;
  return backslashes % 2 === 1;
}

/** The position after a number, `true`, `false` or `null` that starts at `start`. */
export function endOfScalar(source: string, start: number): number {
  let at = start;
  while (at < source.length && !endsScalar(source.charCodeAt(at))) at++;
  return at;
}

function endsScalar(unit: number): boolean {
  return unit === comma || unit === closeBrace || unit === closeBracket || unit <= 0x20;
}

/** The position after any value, found by counting brackets: no recursion, whatever the nesting. */
function endOfValue(source: string, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const unit = source.charCodeAt(at);
    if (unit === quote) at = endOfString(source, at);
    else if (unit === openBrace || unit === openBracket) {
      depth++;
      at++;
    } else if (unit === closeBrace || unit === closeBracket) {
      depth--;
      at++;
    } else if (depth === 0) at = endOfScalar(source, at);
    else at++;
    if (depth === 0) return at;
  }
}
