import { notUtf8 } from './read-body.js';

/** Decodes a text of UTF-8 that arrives in pieces, which may end within a character. */
export class Utf8Pieces {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** The text of the characters that are complete with this piece. Throws a 400 `Problem` where the bytes are not UTF-8. */
  decode(piece: Buffer): string {
    try {
      return this.#decoder.decode(piece, { stream: true });
    } catch {
      throw notUtf8();
    }
  }

  /** Told that no more bytes come. Throws a 400 `Problem` where the last character is not complete. */
  end(): void {
    try {
      this.#decoder.decode();
    } catch {
      throw notUtf8();
    }
  }
}
