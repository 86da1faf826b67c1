import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from './problem.js';
import { Utf8Pieces } from './utf8-pieces.js';

function decode(...pieces: Uint8Array[]): string {
  const decoder = new Utf8Pieces();
  const text = pieces.map((piece) => decoder.decode(Buffer.from(piece))).join('');
  decoder.end();
  return text;
}

const bytesOf = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => Uint8Array.of(byte));

describe('UTF-8 that arrives in pieces', () => {
  test('is the same text, even byte by byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decode(...bytesOf(Buffer.from(text)))).toBe(text);
      }),
    );
  });

  test('is refused exactly where it is refused in one piece', () => {
    const byte = fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0xf8, 0xff);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 8 }), (bytes) => {
        const whole = verdict(() =>
          new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes)),
        );
        expect(verdict(() => decode(...bytesOf(Buffer.from(bytes))))).toBe(whole);
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused by a problem', () => {
    expect(() => decode(Buffer.of(0xc3))).toThrow(Problem);
    expect(() => decode(Buffer.of(0xff))).toThrow(Problem);
  });
});

function verdict(decoding: () => string): string | undefined {
  try {
    return decoding();
  } catch {
    return undefined;
  }
}
