import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyJsonText } from '../../testing/event-arbitraries.js';
import { isShallowJson } from './json-syntax.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const judged = (text: string): boolean => isShallowJson(text, 0, text.length);

/** Texts of what JSON is made of, most of them no JSON. */
const anyTokens = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '\n',
        '\t',
        '"',
        '"a"',
        '"a":',
        '\\',
        '\\u00',
        '\\"',
        '\\x',
        '\u0000',
        '\u001f',
      ],
      ...[
        '0',
        '1',
        '-',
        '+',
        '.',
        'e',
        'E',
        '1.5e+3',
        'true',
        'tru',
        'false',
        'null',
        'NaN',
        '\u00a0',
        '\ufeff',
        '\ud800',
      ],
    ),
    { maxLength: 12 },
  )
  .map((tokens) => tokens.join(''));

/** JSON with one character taken out, put in or replaced. */
const anyTypo = fc
  .tuple(
    anyJsonText(),
    fc.nat(),
    fc.nat({ max: 1 }),
    fc.constantFrom('', '"', '\\', '{', ']', ',', ':', '0', '-', 'e', '\n', '\u0007'),
  )
  .map(([text, at, taken, put]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + taken);
  });

describe('shallow JSON', () => {
  test('is what JSON.parse takes', () => {
    fc.assert(
      fc.property(fc.oneof(anyJsonText(), anyTokens, anyTypo), (text) => expect(judged(text)).toBe(isJson(text))),
      { numRuns: 3000 },
    );
  });

  test('may have any whitespace between its tokens', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(' ', '\t', '\r\n  '), (value, space) => {
        expect(judged(`${space}${JSON.stringify(value, undefined, space)}${space}`)).toBe(true);
      }),
    );
  });

  test('is judged by what stands between two positions', () => {
    fc.assert(
      fc.property(anyTokens, anyTypo, fc.constantFrom('', ',', ']', '\n'), anyTokens, (before, text, end, behind) => {
        const judgement = isShallowJson(before + text + end + behind, before.length, before.length + text.length);
        // A number that runs on behind the end is not looked at twice.
        if (end === '') expect(judgement && !isJson(text)).toBe(false);
        else expect(judgement).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['[', '{"a":'])('is nested thirty deep in %s at most', (open) => {
    const nested = (depth: number): string => open.repeat(depth) + '1' + (open === '[' ? ']' : '}').repeat(depth);
    expect([judged(nested(30)), judged(nested(31))]).toEqual([true, false]);
  });
});
