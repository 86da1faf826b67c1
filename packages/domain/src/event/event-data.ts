import { documentOf, type JsonDocument } from '../json/json-document.js';
import { readJson } from '../json/json-slice.js';
import { isLongerThan } from '../shared/utf8.js';

/** The most bytes of data that one event may have: of JSON without whitespace between tokens, of text, or of bytes. */
export const maxDataBytes = 256 * 1024;

/** What an event carries. Data of another kind than JSON is either text (any UTF-8) or bytes. */
export type EventData =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** The absence of data. */
export const noData: EventData = { kind: 'none' };

/** Whether data is over `maxDataBytes`. */
export function isTooLarge(data: EventData): boolean {
  switch (data.kind) {
    case 'none':
      return false;
    case 'bytes':
      return data.bytes.length > maxDataBytes;
    case 'json':
    case 'text':
      return isLongerThan(data.text, maxDataBytes);
  }
}

/** Whether a content type says JSON: `application/json`, `text/json` or any `+json`. An absent one does. */
export function isJsonContentType(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const essence = contentType.split(';', 1)[0]!.trim().toLowerCase();
  return essence.endsWith('/json') || essence.endsWith('+json');
}

/**
 * The content type as a digest sees it: an absent one is `application/json`, and for JSON the case of the type means nothing, and
 * neither does `charset=utf-8`, which JSON always is.
 */
export function comparableContentType(contentType: string | undefined): string {
  if (contentType === undefined) return 'application/json';
  if (!isJsonContentType(contentType)) return contentType;
  const [essence, ...parameters] = contentType.split(';').map((part) => part.trim());
  const kept = parameters.filter((parameter) => !/^(?:charset="?utf-8"?)?$/i.test(parameter));
  return [essence!.toLowerCase(), ...kept].join(';');
}

/**
 * What a digest is taken over, so that the same event has one digest whichever media type carried it: JSON in its canonical form,
 * also where it came as bytes with a JSON content type; anything else as its bytes. No data is no bytes: binary mode cannot tell them apart.
 */
export function comparableData(
  data: EventData,
  contentType: string | undefined,
  document: JsonDocument | undefined,
): { readonly form: 'json' | 'bytes'; readonly content: string | Uint8Array } {
  if (document !== undefined) return { form: 'json', content: document.canonical };
  if (data.kind === 'none') return { form: 'bytes', content: '' };
  if (data.kind === 'bytes' && isJsonContentType(contentType)) {
    const decoded = jsonOfBytes(data.bytes);
    if (decoded !== undefined) return { form: 'json', content: decoded.canonical };
  }
  return { form: 'bytes', content: data.kind === 'bytes' ? data.bytes : data.text };
}

function jsonOfBytes(bytes: Uint8Array): JsonDocument | undefined {
  const text = decodeUtf8(bytes);
  const read = text === undefined ? undefined : readJson(text);
  if (!read?.ok) return undefined;
  const { document, faults } = documentOf(read.value);
  return faults.length === 0 ? document : undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes are the UTF-8 of, a byte order mark included; `undefined` where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
