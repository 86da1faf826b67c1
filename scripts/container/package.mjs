/**
 * `npm run package:container -- <folder>`: everything that the container holds, in a folder that is absent or empty: `app`, the compiled
 * server with the packages that it runs on, and `data`, empty, which becomes the volume.
 *
 * What is deployed are the very modules that the tests run, not a bundle of them: 30 MB instead of 5 beside a base image of 200, but
 * scanners of images read in it which package has which version, and nothing is loaded in another way than everywhere else.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../bootstrap/environment.mjs';
import { runCaptured } from '../check/run-captured.mjs';
import { prune } from './prune.mjs';

const [target, ...more] = process.argv.slice(2);

if (target === undefined || more.length > 0) {
  fail('name one folder: npm run package:container -- <folder>');
} else {
  await packageInto(resolve(root, target));
}

/** @param {string} folder absolute. */
async function packageInto(folder) {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    fail(`${folder} is not empty`);
    return;
  }
  const app = join(folder, 'app');
  const { code, output } = await runCaptured('pnpm', deployArguments(app), root);
  if (code !== 0) {
    fail(`the packages could not be laid out (exit code ${code}):\n${output.trimEnd()}`);
    return;
  }
  mkdirSync(join(folder, 'data'));
  const { files, bytes } = prune(app);
  console.log(`${app}: ${(bytes / 1e6).toFixed(1)} MB in ${files} files`);
}

/**
 * Versions are the lockfile's. Without the optional packages: all of them are engines for tests. Flat, without links, so that the folder
 * can be copied by anything.
 *
 * @param {string} folder
 * @returns {string[]}
 * @see https://pnpm.io/cli/deploy
 */
function deployArguments(folder) {
  const settings = ['--config.inject-workspace-packages=true', '--config.node-linker=hoisted'];
  return ['--filter=@annals/api-nest', '--prod', '--no-optional', ...settings, 'deploy', folder];
}

/** @param {string} reason */
function fail(reason) {
  console.error(`annals: ${reason}`);
  process.exitCode = 1;
}
