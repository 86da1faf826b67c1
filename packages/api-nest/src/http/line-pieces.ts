import { decodeUtf8 } from '@annals/domain';

/** A line of a text, by where it stands; `undefined` where it is not UTF-8. */
export type Line = { readonly text: string; readonly start: number; readonly end: number } | undefined;

const lineFeed = 0x0a;

/** Cuts lines out of bytes that arrive in pieces: each as soon as it is complete, without its line feed. */
export class LinePieces {
  readonly #onLine: (line: Line) => void;
  /** The pieces so far of the line that is not complete. */
  #begun: Buffer[] = [];

  constructor(onLine: (line: Line) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next piece. A line feed is part of no other character of UTF-8. */
  take(piece: Buffer): void {
    const end = piece.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      this.#hand(this.#whole(piece.subarray(0, end - 1)));
      this.#begun = [];
    }
    if (end < piece.length) this.#begun.push(piece.subarray(end));
  }

  /** Told that no more bytes come: what is left is a line. */
  end(): void {
    this.#hand(this.#whole());
  }

  #whole(...more: Buffer[]): Buffer {
    const pieces = [...this.#begun, ...more];
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  #hand(lines: Buffer): void {
    const text = decodeUtf8(lines);
    if (text === undefined) this.#handEach(lines);
    else this.#handLines(text);
  }

  #handLines(text: string): void {
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', start);
      this.#onLine({ text, start, end: end < 0 ? text.length : end });
      if (end < 0) return;
      start = end + 1;
    }
  }

  /** Some line is not UTF-8, which fails no other. */
  #handEach(lines: Buffer): void {
    let start = 0;
    for (;;) {
      const end = lines.indexOf(lineFeed, start);
      const text = decodeUtf8(lines.subarray(start, end < 0 ? lines.length : end));
      this.#onLine(text === undefined ? undefined : { text, start: 0, end: text.length });
      if (end < 0) return;
      start = end + 1;
    }
  }
}
