import { maxKeyBytes, utf8Length } from '@annals/domain';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { keyOfPath, mayBeMade, pathOfKey } from './object-path.js';

const platforms = ['linux', 'darwin', 'win32'] as const;

/** Keys made of what is hard about paths, and any others. */
const anyKey = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'a',
        'b.txt',
        '',
        '.',
        '..',
        ' ',
        'x\\y',
        '\u0000',
        'CON',
        'nul.txt',
        'é',
        'e\u0301',
        'n'.repeat(255),
        'n'.repeat(256),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((names) => names.join('/')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

describe.each(platforms)('on %s', (platform) => {
  test('a key that has a path is the key of that path', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const path = pathOfKey(key, platform);
        fc.pre(path !== undefined && utf8Length(key) <= maxKeyBytes);
        expect(keyOfPath(path, platform)).toBe(key);
      }),
      { numRuns: 1000 },
    );
  });

  test('a path that has a key is the path of that key', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (path) => {
        const key = keyOfPath(path, platform);
        if (key !== undefined) expect(pathOfKey(key, platform)).toEqual(path);
      }),
      { numRuns: 1000 },
    );
  });

  test('no path leads out of the folder it starts in', () => {
    const system = platform === 'win32' ? win32 : posix;
    const root = platform === 'win32' ? 'C:\\data\\bucket' : '/data/bucket';
    fc.assert(
      fc.property(anyKey, (key) => {
        const path = pathOfKey(key, platform);
        if (path !== undefined) expect(system.join(root, ...path)).toBe([root, ...path].join(system.sep));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '',
    '/',
    '/etc/passwd',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/.',
    'a\u0000b',
    'n'.repeat(256),
    `a/${'é'.repeat(128)}`,
  ])('the key %j has no path', (key) => {
    expect(pathOfKey(key, platform)).toBeUndefined();
  });

  test.each([
    'a',
    'a/b',
    '.hidden',
    '..hidden',
    'a b',
    '%2F',
    'a%2Fb',
    '😀/e\u0301',
    'n'.repeat(255),
    '-rf',
    '~',
    '$HOME',
  ])('the key %j is its own path', (key) => {
    expect(pathOfKey(key, platform)).toEqual(key.split('/'));
  });
});

const onlyElsewhere = [
  'a:b',
  'C:',
  'a?',
  'a*b',
  '<a>',
  'a|b',
  '"',
  'line\nbreak',
  'dot.',
  '...',
  'space ',
  'x\\y',
  '..\\up',
  'con',
  'NUL.txt',
  'com1',
];

test.each(onlyElsewhere)('the key %j has no path on Windows, where its name means something else', (key) => {
  expect(pathOfKey(key, 'win32')).toBeUndefined();
  expect(pathOfKey(key, 'linux')).toEqual([key]);
});

test.each(['a\\b', '..\\..\\up', 'CON', 'aux.c', 'lpt³', 'CONIN$', 'nul .txt'])(
  'no upload makes a file called %j, which would reach out of a folder that is moved to Windows',
  (key) => {
    expect(mayBeMade(['folder', key])).toBe(false);
  },
);

test.each(['console', 'auxiliary.c', 'com', 'com10', 'a:b', '2026-01-01T00:00:00.json', 'dot.'])(
  'an upload may make %j',
  (key) => {
    expect(mayBeMade([key])).toBe(true);
  },
);

test('a path longer than a key can be has none', () => {
  const path = Array.from({ length: 8 }, () => 'n'.repeat(200));
  expect(keyOfPath(path)).toBeUndefined();
  expect(keyOfPath(path.slice(0, 5))).toBe(path.slice(0, 5).join('/'));
});
