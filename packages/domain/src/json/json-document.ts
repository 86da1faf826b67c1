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
  const canonical = reader.canonical();
  return { document: { text: reader.compactText(slice), canonical }, faults: reader.faults };
}

/** Characters from U+D800 on, written or escaped: without them the order of UTF-16 units is that of UTF-8 bytes, and much faster. */
const beyondSimple = /[\ud800-\uffff]|\\u[d-f]/i;

function compareUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Objects of at most so many members are sorted where they are: what V8's own sort sets up costs more. */
const fewMembers = 24;

/** Walks one value of a text whose syntax is right; recursion is bounded by `maxJsonNesting`. */
class DocumentReader {
  readonly faults: JsonDocumentFault[] = [];
  readonly #path: (string | number)[] = [];
  /** Pairs of start and end of the whitespace met between tokens. */
  readonly #gaps: number[] = [];
  /** The members so far of the objects that are being read, each object's behind its parent's: names decoded, and canonical texts. */
  readonly #names: string[] = [];
  readonly #texts: string[] = [];
  #at: number;
  readonly source: string;
  readonly #compare: (left: string, right: string) => number;

  constructor({ source, start, end }: JsonSlice) {
    this.source = source;
    this.#at = start;
    // Of the value alone: the text around it can be a batch of a thousand others, each of which asks the same.
    this.#compare = beyondSimple.test(source.slice(start, end)) ? compareUtf8 : compareUnits;
  }

  canonical(): string {
    const start = this.#at;
    return this.#value(1) ?? this.source.slice(start, this.#at);
  }

  compactText({ start, end }: JsonSlice): string {
    let text = '';
    let from = start;
    for (let gap = 0; gap < this.#gaps.length; gap += 2) {
      text += this.source.slice(from, this.#gaps[gap]);
      from = this.#gaps[gap + 1]!;
    }
    return text + this.source.slice(from, end);
  }

  /** Reads the value at `#at` and leaves `#at` behind it: its canonical text, `undefined` where that is the text as posted. */
  #value(nesting: number): string | undefined {
    const first = this.source.charCodeAt(this.#at);
    if (first === quote) return this.#string();
    if (first !== openBrace && first !== openBracket) {
      this.#at = endOfScalar(this.source, this.#at);
      return undefined;
    }
    if (nesting > maxJsonNesting) return this.#tooDeep();
    return first === openBrace ? this.#object(nesting) : this.#array(nesting);
  }

  #string(): string | undefined {
    const start = this.#at;
    this.#at = endOfString(this.source, start);
    const token = this.source.slice(start, this.#at);
    return token.includes('\\') ? JSON.stringify(JSON.parse(token)) : undefined;
  }

  #object(nesting: number): string {
    const base = this.#names.length;
    let sorted = true;
    this.#open();
    while (this.source.charCodeAt(this.#at) !== closeBrace) {
      this.#member(nesting);
      const last = this.#names.length - 1;
      sorted &&= last === base || this.#compare(this.#names[last - 1]!, this.#names[last]!) < 0;
      this.#separator();
    }
    this.#at++;
    if (!sorted) this.#sort(base);
    let text = '';
    for (let index = base; index < this.#texts.length; index++)
      text += `${index === base ? '{' : ','}${this.#texts[index]}`;
    this.#names.length = base;
    this.#texts.length = base;
    return text === '' ? '{}' : `${text}}`;
  }

  /** A member whose tokens are canonical and touch is one piece of the text. */
  #member(nesting: number): void {
    const start = this.#at;
    const nameText = this.#string();
    const end = this.#at;
    const name = decodeString(this.source, start, end);
    this.#skip();
    this.#at++;
    this.#skip();
    const valueStart = this.#at;
    this.#path.push(name);
    const value = this.#value(nesting + 1);
    this.#path.pop();
    this.#names.push(name);
    this.#texts.push(
      nameText === undefined && value === undefined && valueStart === end + 1
        ? this.source.slice(start, this.#at)
        : `${nameText ?? this.source.slice(start, end)}:${value ?? this.source.slice(valueStart, this.#at)}`,
    );
  }

  #array(nesting: number): string {
    let text = '';
    let count = 0;
    this.#open();
    while (this.source.charCodeAt(this.#at) !== closeBracket) {
      const start = this.#at;
      this.#path.push(count);
      const value = this.#value(nesting + 1);
      this.#path.pop();
      text += `${count === 0 ? '[' : ','}${value ?? this.source.slice(start, this.#at)}`;
      count++;
      this.#separator();
    }
    this.#at++;
    return count === 0 ? '[]' : `${text}]`;
  }

  /** Sorts the members from `base` on by name; a name that stands twice is a fault. */
  #sort(base: number): void {
    if (this.#names.length - base <= fewMembers) this.#insertionSort(base);
    else this.#sortMany(base);
    for (let index = base + 1; index < this.#names.length; index++)
      if (this.#names[index] === this.#names[index - 1])
        this.faults.push({ code: 'duplicate-member', path: [...this.#path, this.#names[index]!] });
  }

  #insertionSort(base: number): void {
    const [names, texts] = [this.#names, this.#texts];
    for (let index = base + 1; index < names.length; index++) {
      const [name, text] = [names[index]!, texts[index]!];
      let at = index;
      for (; at > base && this.#compare(names[at - 1]!, name) > 0; at--) {
        names[at] = names[at - 1]!;
        texts[at] = texts[at - 1]!;
      }
      names[at] = name;
      texts[at] = text;
    }
  }

  #sortMany(base: number): void {
    const texts = this.#texts.splice(base);
    const members = this.#names.splice(base).map((name, index) => ({ name, text: texts[index]! }));
    members.sort((left, right) => this.#compare(left.name, right.name));
    for (const { name, text } of members) {
      this.#names.push(name);
      this.#texts.push(text);
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
