import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';

/**
 * What a package is made of.
 *
 * @typedef {object} Source
 * @property {string} version `<version of package.json>-<time of the commit>-<start of its hash>`: later commits sort later.
 * @property {string} commit 40 hexadecimal digits.
 */

/** The form of a version, as part of a key. */
export const versionForm = /^\d+\.\d+\.\d+-\d{8}T\d{6}Z-[0-9a-f]{12}$/;

/**
 * Names the state of a work tree. It follows from the commit alone, so that a second run of the same commit is the same version.
 *
 * @param {string} folder the repository's root.
 * @returns {Source}
 * @throws {Failure} when a file differs from the commit that would be named.
 */
export function sourceOf(folder) {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  if (git('status', '--porcelain', '--untracked-files=no') !== '') {
    throw new Failure(
      'The work tree has changes that no commit has; commit them first, so that the version names what is packaged.',
    );
  }
  const [commit = '', seconds = ''] = git('log', '-1', '--format=%H %ct').split(' ');
  const time = new Date(Number(seconds) * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  );
  return { version: `${version}-${time}-${commit.slice(0, 12)}`, commit };
}

/**
 * Orders paths and versions by code units, the same on every machine.
 *
 * @param {string} left
 * @param {string} right
 */
export function compareText(left, right) {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
