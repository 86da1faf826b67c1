import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyJsonText } from '../../testing/event-arbitraries.js';
import { documentOf, maxJsonNesting } from './json-document.js';
import { readJson } from './json-slice.js';

function read(text: string): ReturnType<typeof documentOf> {
  const json = readJson(text);
  if (!json.ok) throw new Error(json.error);
  return documentOf(json.value);
}

function canonical(text: string): string {
  const { document, faults } = read(text);
  expect(faults).toEqual([]);
  return document.canonical;
}

/** Writes a value with members in reverse order and space between all tokens. */
function rewrite(value: unknown): string {
  if (Array.isArray(value)) return ` [ ${value.map(rewrite).join(' , ')} ]\n`;
  if (value === null || typeof value !== 'object') return ` ${JSON.stringify(value)}\t`;
  const members = Object.entries(value).reverse();
  return `\r\n{ ${members.map(([name, one]) => ` ${JSON.stringify(name)} :${rewrite(one)}`).join(' ,')} }`;
}

describe('a document', () => {
  test('keeps every token and drops the space between them', () => {
    const { document } = read(' { "b" : [ 1.0 , -0 , 1E400, "a \\u0062 c" ] , "a" : { } , "x y":null } ');
    expect(document.text).toBe('{"b":[1.0,-0,1E400,"a \\u0062 c"],"a":{},"x y":null}');
  });

  test('is the posted text itself where there was no space', () => {
    fc.assert(fc.property(anyJsonText(), (text) => expect(read(text).document.text).toBe(text)));
  });

  test('loses nothing by dropping space', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const { document } = read(rewrite(value));
        expect(JSON.parse(document.text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(document.text).not.toMatch(/^\s|\s$/);
      }),
    );
  });
});

describe('the canonical form', () => {
  test('is the same under member order and insignificant space', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonical(rewrite(value))).toBe(canonical(JSON.stringify(value)));
      }),
    );
  });

  test('differs whenever the values differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
        const same = JSON.stringify(sortMembers(JSON.parse(a))) === JSON.stringify(sortMembers(JSON.parse(b)));
        expect(canonical(a) === canonical(b)).toBe(same);
      }),
    );
  });

  test('decodes strings and sorts members by the bytes of UTF-8', () => {
    expect(canonical('{"\u{1f600}":1,"\uff5e":2,"\\u0061":"\\u0041\\/"}')).toBe('{"a":"A/","\uff5e":2,"\u{1f600}":1}');
  });

  test.each([
    ['1', '1.0'],
    ['0', '-0'],
    ['1e2', '100'],
    ['12345678901234567890', '12345678901234567891'],
    ['"\\ud800"', '"\\ud801"'],
    ['"\\ud800"', '"\\ufffd"'],
    ['{"a":null}', '{}'],
    ['[]', '{}'],
    ['"1"', '1'],
  ])('tells %s from %s', (left, right) => {
    expect(canonical(left)).not.toBe(canonical(right));
  });
});

describe('a fault', () => {
  test('is found for every repeated name, with its path, however the name is escaped', () => {
    const { faults } = read('{"a":1,"b":[{"x":1,"y":2,"\\u0078":3}],"a":2,"a":3,"__proto__":1,"__proto__":2}');
    expect(faults.map(({ code, path }) => [code, path.join('/')])).toEqual([
      ['duplicate-member', 'b/0/x'],
      ['duplicate-member', '__proto__'],
      ['duplicate-member', 'a'],
      ['duplicate-member', 'a'],
    ]);
  });

  test('is no repetition of one name in different objects', () => {
    expect(read('[{"a":1},{"a":1},{"b":{"a":1},"a":1}]').faults).toEqual([]);
  });

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])(`is nesting of ${maxJsonNesting + 1} %s, while ${maxJsonNesting} are fine`, (_, open, close) => {
    const nested = (depth: number): string =>
      open.repeat(depth - 1) + (open === '[' ? '[]' : '{}') + close.repeat(depth - 1);
    expect(read(nested(maxJsonNesting)).faults).toEqual([]);
    expect(read(nested(maxJsonNesting + 1)).faults).toEqual([{ code: 'too-deep', path: expect.any(Array) }]);
  });

  test('is found without overflowing, however deep, and reading goes on behind it', () => {
    const depth = 100_000;
    const { faults } = read(`{"deep":${'['.repeat(depth)}"]"${']'.repeat(depth)},"b":{"x":1,"x":2}}`);
    expect(faults.map(({ code }) => code)).toEqual(['too-deep', 'duplicate-member']);
  });
});

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (value === null || typeof value !== 'object') return value;
  const names = Object.keys(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return names.map((name) => [name, sortMembers((value as Record<string, unknown>)[name])]).concat([['object', true]]);
}
