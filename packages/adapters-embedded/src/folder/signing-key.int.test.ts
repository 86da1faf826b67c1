import { afterAll, expect, test } from '@jest/globals';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFolders } from '../../test/engine-folders.js';
import { signingKeyIn } from './signing-key.js';

const folders = new EngineFolders();
afterAll(() => folders.removeAll());

test('a data folder gets one key, that only its owner may read, and keeps it', async () => {
  const folder = await folders.make();
  const key = signingKeyIn(folder);
  expect(key).toHaveLength(32);
  expect(await readdir(folder)).toEqual(['signing.key']);
  expect((await stat(join(folder, 'signing.key'))).mode & 0o777).toBe(0o600);
  expect(Buffer.from(signingKeyIn(folder))).toEqual(Buffer.from(key));
  expect(await readFile(join(folder, 'signing.key'))).toEqual(Buffer.from(key));
});

test('two data folders have different keys', async () => {
  const keys = [await folders.make(), await folders.make()].map((folder) =>
    Buffer.from(signingKeyIn(folder)).toString('hex'),
  );
  expect(new Set(keys).size).toBe(2);
});

test('a key that others may read is theirs no more', async () => {
  const folder = await folders.make();
  signingKeyIn(folder);
  await chmod(join(folder, 'signing.key'), 0o644);
  signingKeyIn(folder);
  expect((await stat(join(folder, 'signing.key'))).mode & 0o777).toBe(0o600);
});

test('a key of another length is damaged, and the message says what to do', async () => {
  const folder = await folders.make();
  await writeFile(join(folder, 'signing.key'), 'short');
  expect(() => signingKeyIn(folder)).toThrow(
    expect.objectContaining({
      code: 'damaged',
      message: expect.stringMatching(/signing\.key is damaged: remove it, /) as unknown,
    }),
  );
});
