import { subscribe } from 'node:diagnostics_channel';
import { TestEnvironment } from 'jest-environment-node';

/** @type {Set<import('node:child_process').ChildProcess>} programs that the tests of this file have started. */
const started = new Set();

subscribe('child_process', (message) => {
  started.add(/** @type {{ process: import('node:child_process').ChildProcess }} */ (message).process);
});

/**
 * Node, and the end of every program that the tests of a file leave behind: one that a failed test had no time to end would keep Jest from
 * ending, and whoever reads what both print.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#event-child_process
 */
export default class extends TestEnvironment {
  /** @override */
  async teardown() {
    for (const child of started) {
      child.stdin?.destroy();
      // A shell is the guard of an engine here, which it ends when its own input does.
      if (child.spawnfile !== 'sh') child.kill('SIGKILL');
    }
    started.clear();
    await super.teardown();
  }
}
