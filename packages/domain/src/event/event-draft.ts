import type { JsonSlice } from '../json/json-slice.js';

/** An event as it was sent, before any rule was applied: attributes of any type, `undefined` where absent. */
export interface EventDraft {
  readonly id: unknown;
  readonly source: unknown;
  readonly type: unknown;
  readonly subject?: unknown;
  readonly time?: unknown;
  readonly expiresAt?: unknown;
  readonly dataContentType?: unknown;
  readonly dataSchema?: unknown;
  /** Extension values by name. */
  readonly extensions: ReadonlyMap<string, unknown>;
  readonly data: DraftData;
  /** What the reader of the representation found: it stands beside what the rules find. */
  readonly faults: readonly EventFault[];
  /** Where a field stands in the representation, as a JSON pointer. */
  readonly pointerTo: (field: string) => string;
}

/** Data as it was sent. */
export type DraftData =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly json: JsonSlice }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** Why an event is refused. */
export interface EventFault {
  /** `too-large` where data is over its limit, `invalid` for everything else. */
  readonly code: 'invalid' | 'too-large';
  /** Where: a JSON pointer as a URI fragment into what was sent, `#/payload/a`. */
  readonly pointer: string;
  /** What it must be, a sentence without its subject. It never repeats the value. */
  readonly detail: string;
}

/** A JSON pointer (RFC 6901) as a URI fragment, from names and indexes. */
export function pointer(...path: readonly (string | number)[]): string {
  return `#${path.map((part) => `/${escapeToken(String(part))}`).join('')}`;
}

function escapeToken(token: string): string {
  return encodeURIComponent(token.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'));
}
