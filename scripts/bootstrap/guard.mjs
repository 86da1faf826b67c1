/**
 * `node guard.mjs <program> [arguments]`: runs a program that cannot itself notice that whoever started it died,
 * and ends it then. Its starter gives this process an IPC channel, which closes with the starter.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
process.on('disconnect', () => child.kill('SIGTERM'));

child.once('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
});
