import { compareUtf8 } from '../shared/utf8.js';
import {
  afterSeparator,
  closeBrace,
  closeBracket,
  decodeString,
  endOfScalar,
  endOfString,
  openBrace,
  openBracket,
  quote,
  skipWhitespace,
  type JsonSlice,
} from './json-slice.js';

/** Containers within containers that a document may have; `[]` is nesting 1. */
export const maxJsonNesting = 64;

/** A JSON value, kept token for token. */
export interface JsonDocument {
  /** The posted tokens with the whitespace between them dropped. */
  readonly text: string;
  /**
   * The form that a digest is taken over: as `text`, but members sorted by name (UTF-8 bytes) and strings written in one way
   * (as `JSON.stringify` does). Numbers keep their text. This is not RFC 8785, which rounds numbers.
   */
  readonly canonical: string;
}

/** Why a value is no document: at `path` (names and indexes from the value inwards) a name is repeated or the nesting too deep. */
export interface JsonDocumentFault {
  readonly code: 'duplicate-member' | 'too-deep';
  readonly path: readonly (string | number)[];
}

/** Takes a document from a JSON text; every fault is listed, and a document exists only where there is none. */
export function documentOf(slice: JsonSlice): { document: JsonDocument; faults: readonly JsonDocumentFault[] } {
  const reader = new DocumentReader(slice);
  const canonical = reader.value(slice.start, 1);
  return { document: { text: reader.compactText(slice), canonical }, faults: reader.faults };
}

/** Characters from U+D800 on, written or escaped: without them the order of UTF-16 units is that of UTF-8 bytes, and much faster. */
const beyondSimple = /[\ud800-\uffff]|\\u[d-f]/i;

function compareUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

interface CanonicalMember {
  readonly name: string;
  readonly text: string;
}

/** Walks one value of a text whose syntax is right; recursion is bounded by `maxJsonNesting`. */
class DocumentReader {
  readonly faults: JsonDocumentFault[] = [];
  readonly #path: (string | number)[] = [];
  /** Pairs of start and end of the whitespace met between tokens. */
  readonly #gaps: number[] = [];
  #at = 0;
  readonly source: string;
  readonly #compare: (left: string, right: string) => number;

  constructor({ source, start, end }: JsonSlice) {
    this.source = source;
    // Of the value alone: the text around it can be a batch of a thousand others, each of which asks the same.
    this.#compare = beyondSimple.test(source.slice(start, end)) ? compareUtf8 : compareUnits;
  }

  compactText({ start, end }: JsonSlice): string {
    const pieces: string[] = [];
    let from = start;
    for (let gap = 0; gap < this.#gaps.length; gap += 2) {
      pieces.push(this.source.slice(from, this.#gaps[gap]));
      from = this.#gaps[gap + 1]!;
    }
    pieces.push(this.source.slice(from, end));
    return pieces.join('');
  }

  /** Reads the value at `start`, leaves `#at` behind it and returns its canonical text. */
  value(start: number, nesting: number): string {
    this.#at = start;
    const first = this.source.charCodeAt(start);
    if (first === quote) return this.#string();
    if (first !== openBrace && first !== openBracket) return this.#scalar();
    if (nesting > maxJsonNesting) return this.#tooDeep();
    return first === openBrace ? this.#object(nesting) : this.#array(nesting);
  }

  #scalar(): string {
    const start = this.#at;
    this.#at = endOfScalar(this.source, start);
    return this.source.slice(start, this.#at);
  }

  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.source, start);
    const token = this.source.slice(start, this.#at);
    return token.includes('\\') ? JSON.stringify(JSON.parse(token)) : token;
  }

  #object(nesting: number): string {
    const members: CanonicalMember[] = [];
    let sorted = true;
    this.#open();
    while (this.source.charCodeAt(this.#at) !== closeBrace) {
      const nameStart = this.#at;
      const nameText = this.#string();
      const name = decodeString(this.source, nameStart, this.#at);
      this.#skip();
      this.#at++;
      this.#skip();
      this.#path.push(name);
      const text = `${nameText}:${this.value(this.#at, nesting + 1)}`;
      this.#path.pop();
      const last = members.at(-1);
      sorted &&= last === undefined || this.#compare(last.name, name) < 0;
      members.push({ name, text });
      this.#separator();
    }
    this.#at++;
    if (!sorted) this.#sort(members);
    return `{${members.map((member) => member.text).join(',')}}`;
  }

  #array(nesting: number): string {
    const elements: string[] = [];
    this.#open();
    while (this.source.charCodeAt(this.#at) !== closeBracket) {
      this.#path.push(elements.length);
      elements.push(this.value(this.#at, nesting + 1));
      this.#path.pop();
      this.#separator();
    }
    this.#at++;
    return `[${elements.join(',')}]`;
  }

  #sort(members: CanonicalMember[]): void {
    members.sort((left, right) => this.#compare(left.name, right.name));
    for (let index = 1; index < members.length; index++) {
      const { name } = members[index]!;
      if (name === members[index - 1]!.name)
        this.faults.push({ code: 'duplicate-member', path: [...this.#path, name] });
    }
  }

  /** Steps over a container without descending into it: it is refused, whatever it holds. */
  #tooDeep(): string {
    this.faults.push({ code: 'too-deep', path: [...this.#path] });
    const start = this.#at;
    let depth = 0;
    do {
      const unit = this.source.charCodeAt(this.#at);
      if (unit === quote) {
        this.#at = endOfString(this.source, this.#at);
        continue;
      }
      if (unit === openBrace || unit === openBracket) depth++;
      else if (unit === closeBrace || unit === closeBracket) depth--;
      this.#at++;
    } while (depth > 0);
    return this.source.slice(start, this.#at);
  }

  #open(): void {
    this.#at++;
    this.#skip();
  }

  #separator(): void {
    const comma = skipWhitespace(this.source, this.#at);
    this.#gap(this.#at, comma);
    const next = afterSeparator(this.source, comma);
    if (next > comma) this.#gap(comma + 1, next);
    this.#at = next;
  }

  #skip(): void {
    const next = skipWhitespace(this.source, this.#at);
    this.#gap(this.#at, next);
    this.#at = next;
  }

  #gap(from: number, to: number): void {
    if (to > from) this.#gaps.push(from, to);
  }
}
