import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEnvironment, root } from './environment.mjs';
import { Failure, say } from './failure.mjs';
import { runToEnd } from './processes.mjs';

const stampFile = join(root, 'node_modules', '.annals-installed');
const bundledNode = join(root, 'node_modules', '.bin', 'node');
const neededMajor = 24;
const progressEveryMs = 2000;

/**
 * Installs the dependencies unless the last finished installation was of this very lockfile.
 *
 * The stamp that says so is taken away before an installation and written after it, so that one that was
 * interrupted is never taken for a finished one. Call it under the lock.
 *
 * @throws {Failure} when the installation fails or is interrupted, or no Node of the needed version is there.
 */
export async function ensureInstalled() {
  const wanted = fingerprint();
  if (readStamp() !== wanted) {
    rmSync(stampFile, { force: true });
    await install();
    await checkNode();
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(`${stampFile}.new`, wanted);
    renameSync(`${stampFile}.new`, stampFile);
  }
}

/** @returns {string} what the installation depends on: the lockfile, the workspace's settings and the platform. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** @returns {string | undefined} */
function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** @returns {string} such as `pnpm@12.21.0`. */
function packageManager() {
  const manifest = /** @type {{ packageManager: string }} */ (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  );
  return manifest.packageManager;
}

async function install() {
  const pnpm = packageManager();
  say(`Installing the dependencies with ${pnpm} (this happens once for each change of pnpm-lock.yaml) ...`);
  /** @type {string[]} */
  const output = [];
  const showProgress = progressPrinter();
  const code = await runToEnd(
    {
      command: 'npx',
      args: ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'],
      env: installEnvironment(),
    },
    (line) => {
      output.push(line);
      showProgress(line);
    },
  );
  if (code === 0) {
    say('Dependencies are installed.');
    return;
  }
  if (code > 128)
    throw new Failure('The installation was interrupted; the next start begins it anew.', { exitCode: code });
  say(output.join('\n'));
  throw new Failure(`Installing the dependencies failed (exit code ${code}); the output above says why.`);
}

/** @returns {(line: string) => void} */
function progressPrinter() {
  let last = performance.now();
  return (line) => {
    const counts = /^Progress: .*?reused (\d+), downloaded (\d+), added (\d+)/.exec(line);
    if (!counts || performance.now() - last < progressEveryMs) return;
    last = performance.now();
    say(`  ${Number(counts[1]) + Number(counts[2])} packages fetched, ${counts[3]} in place`);
  };
}

/** Where the registry has no Node for this platform, the host's own serves if it is new enough. */
async function checkNode() {
  let version = '';
  if (existsSync(bundledNode)) {
    await runToEnd({ command: bundledNode, args: ['--version'], env: process.env }, (line) => (version ||= line));
    if (version.startsWith(`v${neededMajor}.`)) return;
    rmSync(bundledNode, { force: true });
  }
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return;
  throw new Failure(
    `No Node ${neededMajor} could be installed for ${process.platform}-${process.arch}; install Node ${neededMajor} or newer yourself (this is ${process.version}).`,
  );
}
