import { documentOf, maxJsonNesting, type JsonDocument } from '../json/json-document.js';
import { kindOf, valueOf } from '../json/json-slice.js';
import { ceilToMs, instantFromMicros, parseInstant, type Instant } from '../shared/instant.js';
import type { Sha256 } from '../shared/ports.js';
import { err, ok, type Result } from '../shared/result.js';
import { utf8Length } from '../shared/utf8.js';
import {
  defaultSource,
  isExtensionName,
  maxAttributesBytes,
  maxExtensions,
  noExtensions,
  parseDataContentType,
  parseDataSchema,
  parseExtensionValue,
  parseId,
  parseSource,
  parseSubject,
  parseType,
  type AttributeParser,
  type ExtensionValue,
} from './event-attributes.js';
import {
  comparableContentType,
  comparableData,
  isJsonContentType,
  isTooLarge,
  maxDataBytes,
  noData,
  type EventData,
} from './event-data.js';
import { eventDigest } from './event-digest.js';
import { pointer, type EventDraft, type EventFault } from './event-draft.js';
import { identityHash } from './event-identity.js';
import type { Event } from './event.js';

/** How far ahead of the acceptance an event may have occurred: clocks differ, but one event of the year 9999 would head every list. */
const maxTimeAheadMs = 24 * 60 * 60 * 1000;

/** The most faults that one refusal lists. */
export const maxFaults = 100;

/** The circumstances of an acceptance. */
export interface Acceptance {
  /** When the event was accepted, in microseconds since 1970. */
  readonly acceptedAtMicros: number;
  /** When it occurred if the draft does not say, in microseconds since 1970. */
  readonly defaultTimeMicros: number;
  readonly sha256: Sha256;
}

/** Applies every rule to a draft: the event, or all its faults at once (at most `maxFaults`). */
export function acceptEvent(draft: EventDraft, acceptance: Acceptance): Result<Event, readonly EventFault[]> {
  const reader = new DraftReader(draft, acceptance);
  const event = reader.read();
  return reader.faults.length === 0 ? ok(event) : err(reader.faults.slice(0, maxFaults));
}

/** Reads a draft field by field. What it returns is an event only while `faults` is empty. */
class DraftReader {
  readonly faults: EventFault[];

  constructor(
    readonly draft: EventDraft,
    readonly acceptance: Acceptance,
  ) {
    this.faults = draft.faults.slice(0, maxFaults);
  }

  read(): Event {
    const { draft, acceptance } = this;
    const id = this.#required('id', draft.id, parseId);
    const source = this.#optional('source', draft.source, parseSource) ?? defaultSource;
    const type = this.#required('type', draft.type, parseType);
    const subject = this.#optional('subject', draft.subject, parseSubject);
    const time = this.#time();
    const expiry = this.#expiry();
    const dataContentType = this.#optional('dataContentType', draft.dataContentType, parseDataContentType);
    const dataSchema = this.#optional('dataSchema', draft.dataSchema, parseDataSchema);
    const extensions = this.#extensions();
    const { data, document } = this.#data(dataContentType);
    const attributes = {
      id,
      source,
      type,
      subject,
      time: time?.text,
      expiresAt: expiry?.text,
      dataContentType,
      dataSchema,
    };
    const attributesBytes = this.#attributesBytes(attributes, extensions);
    const digest = eventDigest(
      {
        ...attributes,
        time: time?.instant,
        expiresAt: expiry?.instant,
        contentType: comparableContentType(dataContentType),
        extensions,
        data: comparableData(data, dataContentType, document),
      },
      acceptance.sha256,
    );
    return {
      id,
      source,
      type,
      ...(subject !== undefined && { subject }),
      ...(time !== undefined && { time: time.text }),
      instant: time?.instant ?? instantFromMicros(acceptance.defaultTimeMicros),
      recordedAt: instantFromMicros(acceptance.acceptedAtMicros),
      ...(expiry !== undefined && { expiresAt: expiry.text, expiresAtMs: ceilToMs(expiry.instant) }),
      ...(dataContentType !== undefined && { dataContentType }),
      ...(dataSchema !== undefined && { dataSchema }),
      extensions,
      data,
      digest,
      hash: identityHash({ source, id }, acceptance.sha256),
      sizeBytes: presentedBytes(attributesBytes, data),
    };
  }

  #fault(field: string, detail: string, code: EventFault['code'] = 'invalid'): void {
    const at = this.draft.pointerTo(field);
    if (this.faults.some((fault) => fault.pointer === at)) return;
    this.faults.push({ code, pointer: at, detail });
  }

  #required(field: string, value: unknown, parse: AttributeParser<string>): string {
    if (value === undefined) this.#fault(field, 'is required');
    return this.#optional(field, value, parse) ?? '';
  }

  #optional<T>(field: string, value: unknown, parse: AttributeParser<T>): T | undefined {
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed.ok) return parsed.value;
    this.#fault(field, parsed.error);
    return undefined;
  }

  #instant(field: 'time' | 'expiresAt'): { text: string; instant: Instant } | undefined {
    const text = this.draft[field];
    const instant = this.#optional(field, text, parseInstantOf);
    return instant === undefined ? undefined : { text: text as string, instant };
  }

  #time(): { text: string; instant: Instant } | undefined {
    const time = this.#instant('time');
    if (time === undefined) return undefined;
    const { acceptedAtMicros } = this.acceptance;
    if (time.instant > instantFromMicros(acceptedAtMicros)) {
      const latest = instantFromMicros(acceptedAtMicros + maxTimeAheadMs * 1000);
      if (time.instant > latest) this.#fault('time', 'must be at most 24 hours ahead');
    }
    return time;
  }

  #expiry(): { text: string; instant: Instant } | undefined {
    const expiry = this.#instant('expiresAt');
    if (expiry === undefined) return undefined;
    const now = instantFromMicros(this.acceptance.acceptedAtMicros);
    if (expiry.instant <= now) this.#fault('expiresAt', 'must be in the future');
    return expiry;
  }

  #extensions(): ReadonlyMap<string, ExtensionValue> {
    const { extensions } = this.draft;
    if (extensions.size === 0) return noExtensions;
    if (extensions.size > maxExtensions) this.#fault('extensions', `must be at most ${maxExtensions}`);
    const read = new Map<string, ExtensionValue>();
    for (const [name, value] of [...extensions].slice(0, maxExtensions)) {
      const field = `extensions/${name}`;
      if (!isExtensionName(name))
        this.#fault(
          field,
          "must be named with 1 to 64 lower-case letters and digits, and not as an attribute of CloudEvents' own",
        );
      const parsed = this.#optional(field, value, parseExtensionValue);
      if (parsed !== undefined) read.set(name, parsed);
    }
    return read;
  }

  #data(contentType: string | undefined): { data: EventData; document: JsonDocument | undefined } {
    const { data } = this.draft;
    if (data.kind !== 'json') return { data: this.#sized(data), document: undefined };
    if (kindOf(data.json) === 'string' && !isJsonContentType(contentType)) {
      const text = valueOf(data.json) as string;
      if (!text.isWellFormed()) this.#fault('data', 'must not hold lone surrogates');
      return { data: this.#sized({ kind: 'text', text }), document: undefined };
    }
    const { document, faults } = documentOf(data.json);
    for (const { code, path } of faults.slice(0, maxFaults)) {
      const at = `${this.draft.pointerTo('data')}${pointer(...path).slice(1)}`;
      const detail =
        code === 'too-deep' ? `must not be nested more than ${maxJsonNesting} deep` : 'must not be named twice';
      this.faults.push({ code: 'invalid', pointer: at, detail });
    }
    return { data: this.#sized({ kind: 'json', text: document.text }), document };
  }

  #sized(data: EventData): EventData {
    if (!isTooLarge(data)) return data;
    this.#fault('data', `must be at most ${maxDataBytes} bytes`, 'too-large');
    return noData;
  }

  #attributesBytes(
    attributes: Readonly<Record<string, string | undefined>>,
    extensions: ReadonlyMap<string, ExtensionValue>,
  ): number {
    let bytes = 0;
    for (const name in attributes) {
      const value = attributes[name];
      if (value !== undefined) bytes += name.length + utf8Length(value);
    }
    for (const [name, value] of extensions) bytes += name.length + utf8Length(String(value));
    if (bytes > maxAttributesBytes)
      this.faults.push({
        code: 'invalid',
        pointer: '#',
        detail: `must have at most ${maxAttributesBytes} bytes of attributes`,
      });
    return bytes;
  }
}

function parseInstantOf(value: unknown): Result<Instant, string> {
  return typeof value === 'string' ? parseInstant(value) : err('must be a string');
}

/** Names, quotes, the digest and what else surrounds the posted attributes: under 600 bytes. A quote or a backslash is written as two. */
function presentedBytes(attributesBytes: number, data: EventData): number {
  return 600 + 2 * attributesBytes + presentedDataBytes(data);
}

function presentedDataBytes(data: EventData): number {
  switch (data.kind) {
    case 'none':
      return 0;
    case 'json':
      return utf8Length(data.text);
    case 'text':
      return utf8Length(JSON.stringify(data.text));
    case 'bytes':
      return Math.ceil(data.bytes.length / 3) * 4;
  }
}
