import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';
import { runCaptured } from '../check/run-captured.mjs';

/**
 * One file, told apart from any other by what is in it.
 *
 * @typedef {{ path: string, sizeBytes: number, sha256: string }} FileFacts
 */

/** The same files give the same bytes, whoever packs them, when and in which order the disk lists them. */
const reproducible = [
  '--sort=name',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mode=u=rwX,go=rX',
  '--format=gnu',
];

/**
 * Packs a folder's content. Needs GNU tar.
 *
 * @param {string} folder
 * @param {string} file the archive, `.tgz`; its folder is made.
 * @throws {Failure} with what tar said.
 * @see https://reproducible-builds.org/docs/archives/
 */
export async function pack(folder, file) {
  mkdirSync(dirname(file), { recursive: true });
  await tar([...reproducible, '--create', '--gzip', `--file=${file}`, '--directory', folder, '.']);
}

/**
 * @param {string} file the archive.
 * @param {string} folder absent or empty; made.
 * @throws {Failure} with what tar said.
 */
export async function unpack(file, folder) {
  mkdirSync(folder, { recursive: true });
  await tar(['--extract', '--gzip', `--file=${file}`, '--directory', folder, '--no-same-owner', '--keep-old-files']);
}

/**
 * @param {string} file
 * @param {string} path how it is named.
 * @returns {Promise<FileFacts>}
 */
export async function factsOf(file, path) {
  const hash = createHash('sha256');
  const chunks = /** @type {AsyncIterable<Buffer>} */ (createReadStream(file));
  for await (const chunk of chunks) hash.update(chunk);
  return { path, sizeBytes: statSync(file).size, sha256: hash.digest('hex') };
}

/** @param {string[]} args */
async function tar(args) {
  const { code, output } = await runCaptured('tar', args, process.cwd());
  if (code !== 0) throw new Failure(`tar failed (exit code ${code}): ${output.trim().replaceAll('\n', '; ')}`);
}
