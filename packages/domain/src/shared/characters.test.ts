import { expect, test } from '@jest/globals';
import { hasOnlyAllowedCharacters } from './characters.js';

test.each(['', 'plain ASCII', 'ключ', 'e\u0301', '\u{1f600}', '\ue000', '\ufffd', '\u00a0'])('allows %j', (text) => {
  expect(hasOnlyAllowedCharacters(text)).toBe(true);
});

test.each([
  '\u0000',
  'a\nb',
  '\u001f',
  '\u007f',
  '\u0085',
  '\ud800',
  'a\udfffb',
  '\ufdd0',
  '\ufdef',
  '\ufffe',
  '\u{1ffff}',
  '\u{10fffe}',
])('refuses %j', (text) => {
  expect(hasOnlyAllowedCharacters(text)).toBe(false);
});
