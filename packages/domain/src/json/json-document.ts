import { compareUtf8, compareUtf8Parts } from '../shared/utf8.js';
import { afterSeparator, decodeString, endOfScalar, endOfString, type JsonSlice } from './json-slice.js';
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote, skipWhitespace } from './json-units.js';

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
  try {
    return reader.read(slice);
  } finally {
    reader.letGo();
  }
}

/** Objects of at most so many members are sorted where they are: what V8's own sort sets up costs more. */
const fewMembers = 24;

/** Entries that a reader's stacks may keep from one document to the next. */
const maxKeptEntries = 4_096;

/**
 * Walks one value of a text whose syntax is right; recursion is bounded by `maxJsonNesting`.
 *
 * Where the text is canonical already nothing is written, and an entry of a container is four numbers until then. One reader reads all
 * documents, one after the other: its stacks would be most of what reading one allocates.
 */
class DocumentReader {
  #source = '';
  #at = 0;
  #faults: JsonDocumentFault[] = [];
  /** The containers around `#at`: an index in an array, or the complement of where a member's name starts. */
  #path: number[] = [];
  /** Pairs of start and end of the whitespace met between tokens. */
  #gaps: number[] = [];
  /** How many texts were found that are not canonical as posted. */
  #changes = 0;
  /**
   * The entries so far of the containers that are being read, each container's behind its parent's: where the name starts and ends
   * (of an element: nothing) and where the value does, the canonical text of a value that has another, and the names that were escaped.
   */
  #spans: number[] = [];
  #values: (string | undefined)[] = [];
  #names: (string | undefined)[] = [];
  #count = 0;
  /** The members of the object that is being written, in their order. */
  #order: number[] = [];

  read({ source, start, end }: JsonSlice): { document: JsonDocument; faults: readonly JsonDocumentFault[] } {
    this.#source = source;
    this.#at = start;
    const canonical = this.#value(1);
    const text = this.#compactText(start, end);
    return { document: { text, canonical: canonical ?? text }, faults: this.#faults };
  }

  /** Reads the value at `#at` and leaves `#at` behind it: its canonical text, `undefined` where that is the text as posted. */
  #value(nesting: number): string | undefined {
    const first = this.#source.charCodeAt(this.#at);
    if (first === quote) return this.#string();
    if (first !== openBrace && first !== openBracket) {
      this.#at = endOfScalar(this.#source, this.#at);
      return undefined;
    }
    if (nesting > maxJsonNesting) {
      this.#tooDeep();
      return undefined;
    }
    return first === openBrace ? this.#object(nesting) : this.#array(nesting);
  }

  #string(): string | undefined {
    const start = this.#at;
    if (!this.#stepOverString()) return undefined;
    return JSON.stringify(decodeString(this.#source, start, this.#at));
  }

  /** Whether there is an escape in the string at `#at`. */
  #stepOverString(): boolean {
    const source = this.#source;
    for (let at = this.#at + 1; ; at++) {
      const unit = source.charCodeAt(at);
      if (unit === quote) {
        this.#at = at + 1;
        return false;
      }
      if (unit === backslash) {
        this.#at = endOfString(source, this.#at);
        this.#changes++;
        return true;
      }
    }
  }

  #object(nesting: number): string | undefined {
    const first = this.#count;
    const changes = this.#changes + this.#gaps.length;
    let isSorted = true;
    this.#open();
    while (this.#source.charCodeAt(this.#at) !== closeBrace) {
      this.#member(nesting);
      if (this.#count > first + 1 && this.#compare(this.#count - 2, this.#count - 1) >= 0) isSorted = false;
      this.#separator();
    }
    this.#at++;
    if (!isSorted) this.#changes++;
    const text = this.#changes + this.#gaps.length === changes ? undefined : this.#writeObject(first, isSorted);
    this.#drop(first);
    return text;
  }

  #member(nesting: number): void {
    const nameStart = this.#at;
    const isEscaped = this.#stepOverString();
    const nameEnd = this.#at;
    this.#skip();
    this.#at++;
    this.#skip();
    const valueStart = this.#at;
    this.#path.push(~nameStart);
    const value = this.#value(nesting + 1);
    this.#path.pop();
    const name = isEscaped ? decodeString(this.#source, nameStart, nameEnd) : undefined;
    this.#add(nameStart, nameEnd, valueStart, value, name);
  }

  #array(nesting: number): string | undefined {
    const first = this.#count;
    const changes = this.#changes + this.#gaps.length;
    this.#open();
    while (this.#source.charCodeAt(this.#at) !== closeBracket) {
      const start = this.#at;
      this.#path.push(this.#count - first);
      const value = this.#value(nesting + 1);
      this.#path.pop();
      this.#add(start, start, start, value, undefined);
      this.#separator();
    }
    this.#at++;
    const text = this.#changes + this.#gaps.length === changes ? undefined : this.#writeArray(first);
    this.#drop(first);
    return text;
  }

  /** Adds an entry whose value ends at `#at`. */
  #add(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    value: string | undefined,
    name: string | undefined,
  ): void {
    const at = this.#count * 4;
    this.#spans[at] = nameStart;
    this.#spans[at + 1] = nameEnd;
    this.#spans[at + 2] = valueStart;
    this.#spans[at + 3] = this.#at;
    this.#values[this.#count] = value;
    this.#names[this.#count] = name;
    this.#count++;
  }

  /** Takes entries off, and lets go of their texts. The stacks keep their length: V8 gives back what an array is shortened by. */
  #drop(first: number): void {
    for (let index = first; index < this.#count; index++) {
      this.#values[index] = undefined;
      this.#names[index] = undefined;
    }
    this.#count = first;
  }

  #writeObject(first: number, isSorted: boolean): string {
    const count = this.#count - first;
    for (let at = 0; at < count; at++) this.#order[at] = first + at;
    if (!isSorted) this.#sort(count);
    let text = '';
    for (let at = 0; at < count; at++) text += this.#writtenMember(this.#order[at]!, at === 0 ? '{' : ',');
    return count === 0 ? '{}' : `${text}}`;
  }

  /** A member behind what stands before it: one piece of the source where its tokens are canonical and touch. */
  #writtenMember(index: number, before: string): string {
    const [spans, source] = [this.#spans, this.#source];
    const nameStart = spans[index * 4]!;
    const nameEnd = spans[index * 4 + 1]!;
    const valueStart = spans[index * 4 + 2]!;
    const end = spans[index * 4 + 3]!;
    const [name, value] = [this.#names[index], this.#values[index]];
    if (name === undefined && value === undefined && valueStart === nameEnd + 1)
      return source[nameStart - 1] === before
        ? source.slice(nameStart - 1, end)
        : before + source.slice(nameStart, end);
    const nameText = name === undefined ? source.slice(nameStart, nameEnd) : JSON.stringify(name);
    return `${before}${nameText}:${value ?? source.slice(valueStart, end)}`;
  }

  #writeArray(first: number): string {
    let text = '';
    for (let index = first; index < this.#count; index++)
      text +=
        (index === first ? '[' : ',') +
        (this.#values[index] ?? this.#source.slice(this.#spans[index * 4 + 2], this.#spans[index * 4 + 3]));
    return text === '' ? '[]' : `${text}]`;
  }

  /** Sorts the first members in `#order` by name; a name that stands twice is a fault. */
  #sort(count: number): void {
    if (count <= fewMembers) this.#insertionSort(count);
    else this.#order = this.#order.slice(0, count).sort((left, right) => this.#compare(left, right));
    const order = this.#order;
    for (let at = 1; at < count; at++)
      if (this.#compare(order[at - 1]!, order[at]!) === 0) this.#fault('duplicate-member', this.#nameOf(order[at]!));
  }

  #insertionSort(count: number): void {
    const order = this.#order;
    for (let next = 1; next < count; next++) {
      const index = order[next]!;
      let at = next;
      for (; at > 0 && this.#compare(order[at - 1]!, index) > 0; at--) order[at] = order[at - 1]!;
      order[at] = index;
    }
  }

  /** Orders the names of two members; those without escapes are compared where they stand. */
  #compare(left: number, right: number): number {
    if (this.#names[left] !== undefined || this.#names[right] !== undefined)
      return compareUtf8(this.#nameOf(left), this.#nameOf(right));
    const spans = this.#spans;
    return compareUtf8Parts(
      this.#source,
      spans[left * 4]! + 1,
      spans[left * 4 + 1]! - 1,
      spans[right * 4]! + 1,
      spans[right * 4 + 1]! - 1,
    );
  }

  #nameOf(index: number): string {
    return this.#names[index] ?? this.#source.slice(this.#spans[index * 4]! + 1, this.#spans[index * 4 + 1]! - 1);
  }

  /** Steps over a container without descending into it: it is refused, whatever it holds. */
  #tooDeep(): void {
    this.#fault('too-deep');
    let depth = 0;
    do {
      const unit = this.#source.charCodeAt(this.#at);
      if (unit === quote) {
        this.#at = endOfString(this.#source, this.#at);
        continue;
      }
      if (unit === openBrace || unit === openBracket) depth++;
      else if (unit === closeBrace || unit === closeBracket) depth--;
      this.#at++;
    } while (depth > 0);
  }

  #fault(code: JsonDocumentFault['code'], ...within: readonly string[]): void {
    const source = this.#source;
    const path = this.#path.map((step) => (step < 0 ? decodeString(source, ~step, endOfString(source, ~step)) : step));
    this.#faults.push({ code, path: [...path, ...within] });
  }

  #open(): void {
    this.#at++;
    this.#skip();
  }

  #separator(): void {
    const comma = skipWhitespace(this.#source, this.#at);
    this.#gap(this.#at, comma);
    const next = afterSeparator(this.#source, comma);
    if (next > comma) this.#gap(comma + 1, next);
    this.#at = next;
  }

  #skip(): void {
    const next = skipWhitespace(this.#source, this.#at);
    this.#gap(this.#at, next);
    this.#at = next;
  }

  #gap(from: number, to: number): void {
    if (to > from) this.#gaps.push(from, to);
  }

  /** The text between two positions without the gaps. */
  #compactText(start: number, end: number): string {
    let text = '';
    let from = start;
    for (let gap = 0; gap < this.#gaps.length; gap += 2) {
      text += this.#source.slice(from, this.#gaps[gap]);
      from = this.#gaps[gap + 1]!;
    }
    return text + this.#source.slice(from, end);
  }

  /** Forgets the last document, also where reading it did not come to its end. */
  letGo(): void {
    this.#source = '';
    this.#faults = [];
    if (this.#path.length > 0) this.#path = [];
    if (this.#gaps.length > 0) this.#gaps = [];
    this.#changes = 0;
    this.#count = 0;
    if (this.#values.length > maxKeptEntries) [this.#spans, this.#values, this.#names, this.#order] = [[], [], [], []];
  }
}

const reader = new DocumentReader();
