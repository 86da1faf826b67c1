import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './environment.mjs';

/** Signals that ask a program to end. A closed terminal (SIGHUP) is passed on as a plain request to end. */
const endSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** A terminal and npm both pass on one press of Ctrl-C; what arrives this soon after is the same press. */
const samePressMs = 500;

/** How often a bootstrap that npm started looks whether npm is still there. */
const parentCheckMs = 1000;

/**
 * @typedef {object} Command
 * @property {string} command a program's name or path.
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd] the root folder unless said otherwise.
 * @property {boolean} [asks] whether it may read from this terminal; a server always may.
 */

/**
 * Runs a program that ends by itself, such as a compiler, on this terminal.
 *
 * @param {Command} what
 * @param {(line: string) => void} [onLine] given each line of its output, which then is not shown.
 * @returns {Promise<number>} its exit code; 127 when it cannot start; 128 + the number of the signal that ended it
 *   or that this process got meanwhile: whoever asked for the end does not want what comes next.
 */
export async function runToEnd({ command, args, env, cwd = root, asks = false }, onLine) {
  const signals = passOnSignals((signal) => child.kill(signal));
  const child = spawn(command, args, { cwd, env, stdio: [asks ? 'inherit' : 'ignore', ...outputs(onLine)] });
  if (onLine) for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
  const code = await exitCode(child);
  const asked = signals.end();
  return asked ? codeOf(asked) : code;
}

/**
 * Runs a program that stays, such as a server, until it ends or this process is asked to end.
 *
 * It gets a session of its own, so that each signal reaches it once and from here alone, and a Node IPC channel,
 * whose closing ('disconnect') tells it that this process died.
 *
 * @param {Command} what
 * @param {{ ownEnd?: boolean }} [options] `ownEnd`: signals are not passed on; its starter stops it when the time has come.
 * @returns {{ ended: Promise<number>, message: Promise<unknown>, stop: () => void }} `ended` with its exit code, 127 when it
 *   cannot start, or 128 + the number of the signal that ended it; `message`: the first that it sends, if it ever does.
 */
export function runServer({ command, args, env, cwd = root }, { ownEnd = false } = {}) {
  const stop = () => void child.kill('SIGTERM');
  const signals = ownEnd ? undefined : passOnSignals((signal) => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const message = new Promise((resolve) => child.once('message', resolve));
  const watch = ownEnd ? undefined : watchNpm(stop);
  const ended = exitCode(child).finally(() => {
    clearInterval(watch);
    signals?.end();
  });
  return { ended, message, stop };
}

/**
 * @param {NodeJS.Signals} signal
 * @returns {number} the exit code by which shells tell a signal.
 */
function codeOf(signal) {
  return 128 + constants.signals[signal];
}

/**
 * @param {unknown} captured
 * @returns {['pipe' | 'inherit', 'pipe' | 'inherit']}
 */
function outputs(captured) {
  return captured ? ['pipe', 'pipe'] : ['inherit', 'inherit'];
}

/**
 * @param {import('node:stream').Readable | null} stream
 * @param {(line: string) => void} onLine
 */
function eachLine(stream, onLine) {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream?.on('end', () => rest && onLine(rest));
}

/**
 * Passes on each signal that asks this process to end. Call it before the child is started: one that came between
 * would end this process alone.
 *
 * @param {(signal: NodeJS.Signals) => void} forward
 * @returns {{ end: () => NodeJS.Signals | undefined }} `end` stops it and gives the first signal that came.
 */
function passOnSignals(forward) {
  /** @type {NodeJS.Signals | undefined} */
  let asked;
  let lastForwarded = -Infinity;
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    asked ??= signal;
    if (performance.now() - lastForwarded < samePressMs) return;
    lastForwarded = performance.now();
    forward(signal);
  };
  for (const signal of endSignals) process.on(signal, onSignal);
  return {
    end: () => {
      for (const signal of endSignals) process.off(signal, onSignal);
      return asked;
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return;
      console.error(`${child.spawnfile}: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => resolve(code ?? codeOf(signal ?? 'SIGKILL')));
  });
}

/**
 * npm passes SIGINT and SIGTERM on, but a killed npm cannot; then its child has another parent.
 *
 * @param {() => void} onGone
 * @returns {NodeJS.Timeout | undefined}
 */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const npm = process.ppid;
  return setInterval(() => process.ppid === npm || onGone(), parentCheckMs).unref();
}
