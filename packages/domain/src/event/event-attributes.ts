import { hasOnlyAllowedCharacters } from '../shared/characters.js';
import { copyOf } from '../shared/copy-of.js';
import { err, ok, type Result } from '../shared/result.js';
import { isLongerThan } from '../shared/utf8.js';

/** The most bytes of UTF-8 that each text attribute may have. */
export const attributeLimitsBytes = {
  id: 128,
  source: 512,
  type: 256,
  subject: 512,
  dataContentType: 256,
  dataSchema: 2048,
} as const;

/** The most bytes that all attributes of an event may have together, names and values. */
export const maxAttributesBytes = 16 * 1024;

/** The most extensions an event may have. */
export const maxExtensions = 64;

/** The source of an event that names none. */
export const defaultSource = '/';

/** A CloudEvents extension value: a string, a boolean or a 32-bit integer. */
export type ExtensionValue = string | number | boolean;

/** The extensions of an event that has none, as most have: one map for all of them. */
export const noExtensions: ReadonlyMap<string, never> = new Map<string, never>();

/** Reads one attribute: the value, or a sentence that says what it must be. */
export type AttributeParser<T> = (value: unknown) => Result<T, string>;

function text(maxBytes: number): AttributeParser<string> {
  return (value) => {
    if (typeof value !== 'string') return err('must be a string');
    if (value === '') return err('must not be empty');
    if (isLongerThan(value, maxBytes)) return err(`must be at most ${maxBytes} bytes of UTF-8`);
    if (!hasOnlyAllowedCharacters(value))
      return err('must not hold control characters, lone surrogates or noncharacters');
    return ok(value);
  };
}

function matching(maxBytes: number, test: (value: string) => boolean, rule: string): AttributeParser<string> {
  const parse = text(maxBytes);
  /** What passed last: events that come together mostly have one source and one content type. */
  let last: Result<string, string> = err(rule);
  return (value) => {
    if (last.ok && value === last.value) return last;
    const parsed = parse(value);
    if (parsed.ok && !test(parsed.value)) return err(rule);
    if (parsed.ok) last = ok(copyOf(parsed.value));
    return parsed;
  };
}

/** An id: 1..128 bytes. */
export const parseId = text(attributeLimitsBytes.id);

/** A type: 1..256 bytes. */
export const parseType = text(attributeLimitsBytes.type);

/** A subject: 1..512 bytes. */
export const parseSubject = text(attributeLimitsBytes.subject);

/** The characters of a URI or an IRI reference, and `%` only before two hexadecimal digits. */
const referenceCharacters = /^(?:[^\s<>"{}|\\^`%#]|%[0-9A-Fa-f]{2})*(?:#(?:[^\s<>"{}|\\^`%#]|%[0-9A-Fa-f]{2})*)?$/u;
const scheme = /^[A-Za-z][A-Za-z0-9+.-]*$/;

/** RFC 3986, section 4.1: a colon in the first segment ends a scheme. */
function isUriReference(value: string): boolean {
  if (!referenceCharacters.test(value)) return false;
  const colon = value.search(/[:/?#]/);
  return colon === -1 || value[colon] !== ':' || scheme.test(value.slice(0, colon));
}

function isUri(value: string): boolean {
  return (
    isUriReference(value) && scheme.test(value.slice(0, Math.max(value.search(/[:/?#]/), 0))) && value.includes(':')
  );
}

/** A source: a URI or IRI reference of 1..512 bytes. */
export const parseSource = matching(
  attributeLimitsBytes.source,
  isUriReference,
  'must be a URI reference: no spaces, no <>"{}|\\^`, and % only before two hexadecimal digits',
);

/** A data schema: a URI of 1..2,048 bytes. */
export const parseDataSchema = matching(
  attributeLimitsBytes.dataSchema,
  isUri,
  'must be a URI with a scheme, such as https://example.com/schema',
);

/** RFC 9110, section 8.3.1. */
const mediaType =
  /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+(?:[ \t]*;[ \t]*(?:[!#$%&'*+.^_`|~\w-]+=(?:[!#$%&'*+.^_`|~\w-]+|"(?:[^"\\]|\\.)*"))?)*$/;

/** A content type: an RFC 9110 media type of 1..256 bytes. */
export const parseDataContentType = matching(
  attributeLimitsBytes.dataContentType,
  (value) => mediaType.test(value),
  'must be a media type, such as application/json',
);

/** Names that CloudEvents or its JSON format give a meaning of their own. */
const coreNames = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
]);

/**
 * Whether a name can be an extension's: 1..64 lower-case letters and digits, and no core attribute's.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#attribute-naming-convention
 */
export function isExtensionName(name: string): boolean {
  return /^[a-z0-9]{1,64}$/.test(name) && !coreNames.has(name);
}

/** An extension's value: a string of allowed characters, a boolean or an integer of 32 bits. */
export function parseExtensionValue(value: unknown): Result<ExtensionValue, string> {
  if (typeof value === 'boolean') return ok(value);
  if (typeof value === 'number' && Number.isInteger(value) && value === (value | 0)) return ok(value === 0 ? 0 : value);
  if (typeof value !== 'string') return err('must be a string, a boolean or a 32-bit integer');
  return hasOnlyAllowedCharacters(value)
    ? ok(value)
    : err('must not hold control characters, lone surrogates or noncharacters');
}
