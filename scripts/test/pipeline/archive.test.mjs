import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOf, pack } from '../../pipeline/archive.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = ['a.cjs', 'B.cjs', 'ä.cjs', 'z/inner.cjs'];

/**
 * @param {string} name of the archive.
 * @param {(source: string) => void} fill
 */
async function packed(name, fill) {
  const source = join(folder, `${name} source`);
  mkdirSync(join(source, 'z'), { recursive: true });
  fill(source);
  await pack(source, join(folder, `${name}.tgz`));
  const { sha256, sizeBytes } = await factsOf(join(folder, `${name}.tgz`), name);
  return { sha256, sizeBytes };
}

test('the same files are the same bytes, whenever, in which order and with which mask they were written', async () => {
  const one = await packed('one', (source) => {
    for (const name of names) writeFileSync(join(source, name), name, { mode: 0o600 });
    chmodSync(join(source, 'z'), 0o700);
  });
  const other = await packed('other', (source) => {
    for (const name of names.toReversed()) {
      writeFileSync(join(source, name), name);
      utimesSync(join(source, name), 1, 1e9);
    }
  });
  expect(other).toEqual(one);
});

test('another byte is another archive', async () => {
  const one = await packed('one', (source) => writeFileSync(join(source, 'a.cjs'), '1'));
  const other = await packed('other', (source) => writeFileSync(join(source, 'a.cjs'), '2'));
  expect(other.sha256).not.toBe(one.sha256);
});
