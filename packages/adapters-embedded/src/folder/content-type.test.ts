import { expect, test } from '@jest/globals';
import { contentTypeOf } from './content-type.js';

test.each([
  ['a.txt', 'text/plain'],
  ['folder.d/photo.JPG', 'image/jpeg'],
  ['data.json', 'application/json'],
  ['archive.tar.gz', 'application/gzip'],
  ['é.pdf', 'application/pdf'],
  ['index.html', 'text/html'],
  ['txt', 'application/octet-stream'],
  ['.json', 'application/octet-stream'],
  ['html/', 'application/octet-stream'],
  ['a.txt/b', 'application/octet-stream'],
  ['name.', 'application/octet-stream'],
  ['a.nothing-known', 'application/octet-stream'],
  ['a.__proto__', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
])('the content of %j is %s', (key, type) => {
  expect(contentTypeOf(key)).toBe(type);
});
