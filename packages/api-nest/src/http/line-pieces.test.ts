import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LinePieces } from './line-pieces.js';

function read(...pieces: Uint8Array[]): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  const reader = new LinePieces((line) => lines.push(line?.text.slice(line.start, line.end)));
  for (const piece of pieces) reader.take(Buffer.from(piece));
  reader.end();
  return lines;
}

/** Bytes cut at some places. */
function inPieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));
const noUtf8 = fc
  .constantFrom([0xff], [0xc3, 0x28], [0xe2, 0x82], [0xed, 0xa0, 0x80])
  .map((bytes) => Buffer.from(bytes));

describe('lines that arrive in pieces', () => {
  test("are the same wherever they are cut, and one that is not UTF-8 is no other line's fault", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: line }, noUtf8)), fc.array(fc.nat()), (lines, cuts) => {
        const parts = lines.flatMap((one, index) => [Buffer.from(index === 0 ? '' : '\n'), Buffer.from(one)]);
        const expected = lines.length === 0 ? [''] : lines.map((one) => (typeof one === 'string' ? one : undefined));
        expect(read(...inPieces(Buffer.concat(parts), cuts))).toEqual(expected);
      }),
    );
  });

  test('are handed over as soon as their line feed is there', () => {
    const seen: number[] = [];
    let count = 0;
    const reader = new LinePieces(() => count++);
    for (const piece of ['a', 'b\n', 'c\nd\n', 'e']) {
      reader.take(Buffer.from(piece));
      seen.push(count);
    }
    expect(seen).toEqual([0, 1, 3, 3]);
  });
});
