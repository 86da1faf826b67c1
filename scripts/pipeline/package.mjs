import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';
import { factsOf, pack, unpack } from './archive.mjs';
import { readJson } from './read-json.mjs';
import { compareText, sourceOf, versionForm } from './version.mjs';

/**
 * What is in a package, and how to tell that it is that package.
 *
 * @typedef {object} Manifest
 * @property {string} version
 * @property {string} commit 40 hexadecimal digits.
 * @property {import('./archive.mjs').FileFacts} archive
 * @property {import('./archive.mjs').FileFacts[]} files by path from the repository's root.
 */

const manifestName = 'manifest.json';
const archiveName = (/** @type {string} */ version) => `annals-${version}.tgz`;
/** What functions run, with the maps that read their stack traces and the licences of what is in them. */
const bundles = 'packages/*/dist-lambda/**/*';
/** Where a package may write: it comes from a job that ran everybody's code into one that has credentials. */
const placeOfBundle = /^packages\/[\w-]+\/dist-lambda\/[\w-][\w.-]*$/;

/**
 * Packs the bundles of this commit: `annals-<version>.tgz`, and `manifest.json` with the SHA-256 of the archive and of each file.
 *
 * @param {string} root the repository's root folder.
 * @param {string} target absent or of an earlier package, which is replaced.
 * @returns {Promise<Manifest>}
 * @throws {Failure} when a bundle that has a budget is not built.
 */
export async function makePackage(root, target) {
  const source = sourceOf(root);
  const paths = filesBelow(root, bundles);
  const budgets = /** @type {Record<string, number>} */ (
    JSON.parse(readFileSync(join(root, 'bundle-budgets.json'), 'utf8'))
  );
  const missing = Object.keys(budgets).filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Failure(`Not built: ${missing.join(', ')}. Run npm run build first.`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  return inTemporaryFolder(async (folder) => {
    for (const path of paths) cpSync(join(root, path), join(folder, path));
    const files = await Promise.all(paths.map((path) => factsOf(join(root, path), path)));
    const name = archiveName(source.version);
    await pack(folder, join(target, name));
    const manifest = { ...source, archive: await factsOf(join(target, name), name), files };
    writeFileSync(join(target, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  });
}

/**
 * Puts a package's bundles where they were built, in place of whatever is there, after every byte was found to be the manifest's.
 *
 * @param {string} packageFolder holds archive and manifest.
 * @param {string} root the repository's root folder.
 * @returns {Promise<Manifest>}
 * @throws {Failure} when the archive or a file in it is another one, is missing or is not in the manifest, or belongs elsewhere.
 */
export async function restorePackage(packageFolder, root) {
  const manifest = readManifest(packageFolder);
  const archive = join(packageFolder, manifest.archive.path);
  if (differs(manifest.archive, await factsOf(archive, manifest.archive.path))) {
    throw new Failure(
      `${manifest.archive.path} is not the archive that the manifest describes; build the package again.`,
    );
  }
  return inTemporaryFolder(async (folder) => {
    await unpack(archive, folder);
    await judgeFiles(folder, manifest);
    for (const old of globSync('packages/*/dist-lambda', { cwd: root })) rmSync(join(root, old), { recursive: true });
    for (const { path } of manifest.files) cpSync(join(folder, path), join(root, path));
    return manifest;
  });
}

/**
 * @param {string} packageFolder
 * @returns {Manifest}
 * @throws {Failure} when there is none, or it does not name a version.
 */
export function readManifest(packageFolder) {
  const file = join(packageFolder, manifestName);
  const manifest = /** @type {Manifest} */ (readJson(file, 'npm run pipeline -- package'));
  if (!versionForm.test(manifest.version)) throw new Failure(`${file} names no version of the right form.`);
  if (manifest.archive.path !== archiveName(manifest.version)) throw new Failure(`${file} names an archive elsewhere.`);
  return manifest;
}

/**
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function judgeFiles(folder, { files }) {
  const expected = new Map(files.map((file) => [file.path, file]));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const there = new Map(entries.map((entry) => [relative(folder, join(entry.parentPath, entry.name)), entry]));
  const faults = [...there.keys()].filter((path) => !expected.has(path));
  for (const [path, file] of expected) {
    const isOurs = placeOfBundle.test(path) && there.get(path)?.isFile();
    if (!isOurs || differs(file, await factsOf(join(folder, path), path))) faults.push(path);
  }
  if (faults.length > 0) throw new Failure(`Not as the manifest says: ${faults.join(', ')}. Build the package again.`);
}

/**
 * @param {import('./archive.mjs').FileFacts} left
 * @param {import('./archive.mjs').FileFacts} right
 */
function differs(left, right) {
  return left.sha256 !== right.sha256 || left.sizeBytes !== right.sizeBytes;
}

/**
 * @param {string} folder
 * @param {string} pattern
 * @returns {string[]} paths with `/`, sorted.
 */
function filesBelow(folder, pattern) {
  return globSync(pattern, { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort(compareText);
}

/**
 * @template T
 * @param {(folder: string) => Promise<T>} action
 * @returns {Promise<T>}
 */
async function inTemporaryFolder(action) {
  const folder = mkdtempSync(join(tmpdir(), 'annals-package-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
