import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyJsonText } from '../../testing/event-arbitraries.js';
import { JsonArrayReader } from './json-array-reader.js';
import { textOf } from './json-slice.js';

/** What a reader makes of a text that arrives in these pieces: its elements, or its fault. */
function read(...pieces: string[]): readonly string[] | string {
  const elements: string[] = [];
  const reader = new JsonArrayReader((element) => elements.push(textOf(element)));
  for (const piece of pieces) {
    const result = reader.read(piece);
    if (!result.ok) return result.error;
  }
  const end = reader.end();
  return end.ok ? elements : end.error;
}

/** A text cut at some places. */
function inPieces(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((left, right) => left - right), text.length];
  return places.slice(1).map((end, index) => text.slice(places[index], end));
}

const space = fc.constantFrom('', ' ', '\n\t\r ');
const cuts = fc.array(fc.nat());

describe('an array that arrives in pieces', () => {
  test('is read as its elements, token for token, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(anyJsonText()), space, cuts, (texts, between, places) => {
        const text = `${between}[${between}${texts.join(`${between},${between}`)}${between}]${between}`;
        expect(read(...inPieces(text, places))).toEqual(texts);
      }),
    );
  });

  test('is an array for it exactly where it is one for JSON.parse', () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '1',
      ' ',
      '\u00a0',
      '"a"',
      '"a":1',
      '{}',
      '[]',
    );
    fc.assert(
      fc.property(fc.array(token), cuts, (tokens, places) => {
        for (const text of [tokens.join(''), `[${tokens.join('')}]`])
          expect(typeof read(...inPieces(text, places)) === 'object').toBe(isArray(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is handed over element by element', () => {
    const seen: string[] = [];
    const reader = new JsonArrayReader((element) => seen.push(textOf(element)));
    const steps = ['[{"a":', '1}', ',[2', '],', '"x\\', '"]",3', '4 ', ']'].map((piece) => {
      expect(reader.read(piece).ok).toBe(true);
      return seen.length;
    });
    expect(steps).toEqual([0, 0, 1, 2, 2, 3, 3, 4]);
    expect(seen).toEqual(['{"a":1}', '[2]', '"x\\"]"', '34']);
  });

  test.each([
    ['', 'must be a JSON array'],
    [' \n', 'must be a JSON array'],
    ['\ufeff[]', 'must be a JSON array'],
    ['{}', 'must be a JSON array'],
    ['1', 'must be a JSON array'],
    ['[', 'is not JSON: the array is not closed'],
    ['[1,2', 'is not JSON: the array is not closed'],
    ['["]', 'is not JSON: the array is not closed'],
    ['[]]', 'is not JSON: something stands behind the array'],
    ['[] []', 'is not JSON: something stands behind the array'],
    ['[1}', 'is not JSON: a brace closes the array'],
    ['[1,,2]', 'is not JSON: the syntax breaks in element 1'],
    ['[1,]', 'is not JSON: the syntax breaks in element 1'],
    ['[,]', 'is not JSON: the syntax breaks in element 0'],
    ['[{"password": hunter2}]', 'is not JSON: the syntax breaks in element 0'],
  ])('that is %j %s', (text, fault) => {
    expect(read(text)).toBe(fault);
    expect(read(...text.split(/(?=.)/s))).toBe(fault);
  });

  test('is refused where it goes wrong, before the rest is there', () => {
    const reader = new JsonArrayReader(() => undefined);
    expect(reader.read('[1, oops,').ok).toBe(false);
  });

  test('may be nested to any depth', () => {
    const depth = 200_000;
    expect(read(`[${'['.repeat(depth)}`, `${']'.repeat(depth)}]`)).toHaveLength(1);
  });
});

function isArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
