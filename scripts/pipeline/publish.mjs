import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';
import { readManifest } from './package.mjs';
import { compareVersions, versionForm } from './version.mjs';

const prefix = 'packages/';

/**
 * Keeps a package under its version. The same package again changes nothing; another one of that version is refused, because whoever fetches
 * a version must get what was deployed under its name. The manifest goes last: a package without one is not there yet.
 *
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @param {string} packageFolder
 * @returns {Promise<string>} one line on what happened.
 * @throws {Failure} when that version is another package.
 */
export async function publishPackage(store, packageFolder) {
  const manifest = readManifest(packageFolder);
  const { version, archive } = manifest;
  const there = /** @type {import('./package.mjs').Manifest | undefined} */ (await store.getJson(manifestKey(version)));
  if (there !== undefined && there.archive.sha256 !== archive.sha256) {
    throw new Failure(
      `Version ${version} is already published with other bytes (${there.archive.sha256}); run the failed jobs again instead of all, or push a new commit.`,
    );
  }
  if (there !== undefined) return `${version} is published already`;
  await store.putFile(archiveKey(manifest), archive, join(packageFolder, archive.path));
  await store.putJson(manifestKey(version), manifest);
  return `${version} is published: ${archive.sizeBytes} bytes, SHA-256 ${archive.sha256}`;
}

/**
 * Brings a published package back, however old.
 *
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @param {string} version
 * @param {string} packageFolder where archive and manifest go.
 * @throws {Failure} when that version was never published.
 */
export async function fetchPackage(store, version, packageFolder) {
  const manifest = /** @type {import('./package.mjs').Manifest | undefined} */ (
    versionForm.test(version) ? await store.getJson(manifestKey(version)) : undefined
  );
  if (manifest === undefined)
    throw new Failure(`There is no version ${version}; npm run pipeline -- versions lists them.`);
  mkdirSync(packageFolder, { recursive: true });
  await store.getFile(archiveKey(manifest), join(packageFolder, manifest.archive.path));
  writeFileSync(join(packageFolder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/**
 * @param {import('./artefact-store.mjs').ArtefactStore} store
 * @returns {Promise<string[]>} every published version, the oldest commit first.
 */
export async function publishedVersions(store) {
  const keys = await store.keys(prefix);
  return keys
    .filter((key) => key.endsWith('/manifest.json'))
    .map((key) => key.slice(prefix.length, -'/manifest.json'.length))
    .sort(compareVersions);
}

/** @param {string} version */
const manifestKey = (version) => `${prefix}${version}/manifest.json`;
/** @param {import('./package.mjs').Manifest} manifest */
const archiveKey = ({ version, archive }) => `${prefix}${version}/${archive.path}`;
