import { decodeUtf8 } from '@annals/domain';
import { notUtf8 } from './read-body.js';

/** Decodes a text of UTF-8 that arrives in pieces, which may end within a character. */
export class Utf8Pieces {
  /** The bytes so far of a character that is not complete: at most three. */
  #begun: Buffer = Buffer.alloc(0);

  /** The text of the characters that are complete with this piece. Throws a 400 `Problem` where the bytes are not UTF-8. */
  decode(piece: Buffer): string {
    const bytes = this.#begun.length === 0 ? piece : Buffer.concat([this.#begun, piece]);
    const end = endOfCharacters(bytes);
    this.#begun = bytes.subarray(end);
    const text = decodeUtf8(end === bytes.length ? bytes : bytes.subarray(0, end));
    if (text === undefined) throw notUtf8();
    return text;
  }

  /** Told that no more bytes come. Throws a 400 `Problem` where the last character is not complete. */
  end(): void {
    if (this.#begun.length > 0) throw notUtf8();
  }
}

/** Where the last character that may be complete ends: before a first byte that wants more bytes than there are. */
function endOfCharacters(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const byte = bytes[at]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return at + sequenceLength(byte) > bytes.length ? at : bytes.length;
  }
  return bytes.length;
}

/** How many bytes a character has, by its first. */
function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
