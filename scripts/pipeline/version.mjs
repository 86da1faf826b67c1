import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../bootstrap/failure.mjs';

/**
 * What a package is made of.
 *
 * @typedef {object} Source
 * @property {string} version `<version of package.json>-<time of the commit>-<start of its hash>`.
 * @property {string} commit 40 hexadecimal digits.
 */

/** The form of a version, as part of a key; the release may be one before another, such as `1.0.0-rc.1`. */
export const versionForm = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?-(?<time>\d{8}T\d{6}Z)-[0-9a-f]{12}$/;

/**
 * Names the state of a work tree. It follows from the commit alone, so that a second run of the same commit is the same version.
 *
 * @param {string} folder the repository's root.
 * @returns {Source}
 * @throws {Failure} when a file differs from the commit that would be named, there is no commit, or package.json has no version.
 */
export function sourceOf(folder) {
  const git = (/** @type {string[]} */ ...args) => runGit(folder, args);
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
  const name = `${version}-${time}-${commit.slice(0, 12)}`;
  if (!versionForm.test(name)) throw new Failure(`package.json has the version ${version}; it must be as 1.2.3.`);
  return { version: name, commit };
}

/**
 * Orders versions by the time of their commits: of two releases the text does not tell, as 0.10.0 stands before 0.9.0.
 *
 * @param {string} left
 * @param {string} right
 */
export function compareVersions(left, right) {
  return compareText(timeOf(left), timeOf(right)) || compareText(left, right);
}

/** @param {string} version */
const timeOf = (version) => versionForm.exec(version)?.groups?.['time'] ?? '';

/**
 * @param {string} folder
 * @param {string[]} args
 */
function runGit(folder, args) {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  throw new Failure(`A version names a commit, and git knows none here: ${error?.message ?? stderr.trim()}`);
}

/**
 * Orders text by code units, the same on every machine.
 *
 * @param {string} left
 * @param {string} right
 */
export function compareText(left, right) {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
