/**
 * `npm run pipeline:tools`: what a runner needs before anything is installed: the package manager by name, so that its store can be kept
 * between runs, and strace, with which tests watch the engine's system calls. It runs under the host's Node.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { packageManager } = /** @type {{ packageManager: string }} */ (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
);

run('npm', 'install', '--global', '--ignore-scripts', packageManager);
if (spawnSync('strace', ['--version']).status !== 0) {
  run('sudo', 'apt-get', 'update', '--quiet=2');
  run('sudo', 'apt-get', 'install', '--quiet=2', '--yes', '--no-install-recommends', 'strace');
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`${[command, ...args].join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
  process.exit(1);
}
