import { err, ok, type Result } from '../shared/result.js';
import { readJson, type JsonSlice } from './json-slice.js';
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
 * Reads a JSON array while its text arrives, and hands over each element as soon as its last character is there.
 *
 * It counts brackets to find where elements end, and leaves their syntax to `readJson`: where each is JSON, the array is.
 */
export class JsonArrayReader {
  readonly #onElement: (element: JsonSlice) => void;
  /** How deep in brackets the text is: 0 before and after the array, 1 between its elements. */
  #depth = 0;
  #isClosed = false;
  #inString = false;
  #isEscaped = false;
  /** What came before of the element that is not complete. */
  #begun = '';
  #elements = 0;

  constructor(onElement: (element: JsonSlice) => void) {
    this.#onElement = onElement;
  }

  /** Takes the next piece of the text. Fails with a sentence, once what came so far is no beginning of a JSON array. */
  read(piece: string): Result<undefined, string> {
    /** Where what belongs to the element that is not complete starts in this piece. */
    let from = 0;
    let at = this.#inString ? this.#endOfString(piece, 0) : 0;
    while (at < piece.length) {
      const unit = piece.charCodeAt(at++);
      if (this.#depth === 0) {
        if (isWhitespace(unit)) continue;
        if (this.#isClosed) return err('is not JSON: something stands behind the array');
        if (unit !== openBracket) return err('must be a JSON array');
        this.#depth = 1;
        from = at;
      } else if (unit === quote) {
        at = this.#endOfString(piece, at);
      } else if (unit === openBrace || unit === openBracket) {
        this.#depth++;
      } else if (unit === closeBrace || unit === closeBracket) {
        this.#depth--;
        if (this.#depth > 0) continue;
        if (unit === closeBrace) return err('is not JSON: a brace closes the array');
        this.#isClosed = true;
        const last = this.#element(piece, from, at - 1, this.#elements === 0);
        if (!last.ok) return last;
      } else if (unit === comma && this.#depth === 1) {
        const element = this.#element(piece, from, at - 1, false);
        if (!element.ok) return element;
        from = at;
      }
    }
    if (this.#depth > 0) this.#begun += piece.slice(from);
    return ok(undefined);
  }

  /** Told that no more text comes. Fails with a sentence where the array is not closed. */
  end(): Result<undefined, string> {
    if (this.#isClosed) return ok(undefined);
    return err(this.#depth === 0 ? 'must be a JSON array' : 'is not JSON: the array is not closed');
  }

  /** The position behind the quote that closes the string in which `from` stands; the end of the piece where it is not there yet. */
  #endOfString(piece: string, from: number): number {
    for (let at = from; ; at++) {
      const end = piece.indexOf('"', at);
      at = end < 0 ? piece.length : end;
      let backslashes = 0;
      while (at - backslashes > from && piece.charCodeAt(at - backslashes - 1) === backslash) backslashes++;
      // What the piece before ended with escapes the first character of this one.
      if (at - backslashes === from && this.#isEscaped) backslashes++;
      const isEscaped = backslashes % 2 === 1;
      if (end >= 0 && isEscaped) continue;
      this.#inString = end < 0;
      this.#isEscaped = end < 0 && isEscaped;
      return end < 0 ? at : at + 1;
    }
  }

  #element(piece: string, start: number, end: number, mayBeAbsent: boolean): Result<undefined, string> {
    const begun = this.#begun;
    this.#begun = '';
    const json = begun === '' ? readJson(piece, start, end) : readJson(begun + piece.slice(start, end));
    if (json.ok) {
      this.#elements++;
      this.#onElement(json.value);
      return ok(undefined);
    }
    if (mayBeAbsent && isBlank(begun + piece.slice(start, end))) return ok(undefined);
    return err(`is not JSON: the syntax breaks in element ${this.#elements}`);
  }
}

function isBlank(text: string): boolean {
  return skipWhitespace(text, 0) === text.length;
}
