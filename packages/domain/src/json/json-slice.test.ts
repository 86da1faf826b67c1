import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyJsonText } from '../../testing/event-arbitraries.js';
import { kindOf, membersOf, readJson, textOf, valueOf, type JsonSlice } from './json-slice.js';

function read(text: string): JsonSlice {
  const result = readJson(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('readJson', () => {
  test.each(['', ' ', '{', '{"a":}', '[1,]', "{'a':1}", '01', 'nul', '"\n"', '\ufeff{}', '{} {}', '{"a":1}x', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(readJson(text)).toEqual({ ok: false, error: expect.stringContaining('is not JSON') });
    },
  );

  test('does not echo the text in its refusal', () => {
    expect(JSON.stringify(readJson('{"password": hunter2}'))).not.toContain('hunter2');
  });

  test('says where the syntax breaks', () => {
    expect(readJson('{"a":1,}')).toEqual({ ok: false, error: 'is not JSON: the syntax breaks at character 7' });
  });

  test('reads what stands between two positions', () => {
    const text = '{}, {"a":1} ,[';
    const result = readJson(text, 3, 12);
    expect(result.ok && textOf(result.value)).toBe('{"a":1}');
    expect(readJson(text, 3, 13).ok).toBe(false);
  });

  test('reads nesting of any depth without overflowing', () => {
    const depth = 200_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(textOf(read(text))).toBe(text);
  });
});

describe('a slice', () => {
  test.each([
    ['{}', 'object'],
    [' [ ] ', 'array'],
    ['"x"', 'string'],
    ['-1.5e3', 'number'],
    ['true', 'boolean'],
    ['false', 'boolean'],
    ['null', 'null'],
  ] as const)('of %s is of kind %s', (text, kind) => {
    expect(kindOf(read(text))).toBe(kind);
    expect(textOf(read(text))).toBe(text.trim());
  });

  test('gives the members of an object in posted order, repeated ones too', () => {
    const members = membersOf(read(' { "b" : 1 , "a":{"x":[1,"]}"]},"\\u0061" : "}\\"" , "__proto__":null } '));
    expect(members.map((member) => [member.name, textOf(member)])).toEqual([
      ['b', '1'],
      ['a', '{"x":[1,"]}"]}'],
      ['a', '"}\\""'],
      ['__proto__', 'null'],
    ]);
  });

  test('has no members unless it is an object', () => {
    for (const text of ['[{"a":1}]', '"{}"', '1', 'null', '{}']) expect(membersOf(read(text))).toEqual([]);
  });

  test('holds the same values as JSON.parse, however spaced', () => {
    fc.assert(
      fc.property(fc.array(anyJsonText()), fc.constantFrom('', ' ', '\n\t\r '), (texts, space) => {
        const object = `{${texts.map((one, index) => `"k${index}"${space}:${space}${one}${space}`).join(',')}}`;
        expect(membersOf(read(object)).map((member) => [member.name, textOf(member), valueOf(member)])).toEqual(
          texts.map((one, index) => [`k${index}`, one, JSON.parse(one) as unknown]),
        );
      }),
    );
  });
});
