import { readdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectEnvironment, root } from './environment.mjs';
import { say } from './failure.mjs';
import { runServer } from './processes.mjs';

const packages = join(root, 'packages');
const app = join(packages, 'api-nest');
const guard = join(root, 'scripts', 'bootstrap', 'guard.mjs');
/** A compiler writes many files; the app restarts once it has been silent for this long. */
const settleMs = 300;

/**
 * Serves the app and restarts it on each change, in the app or below it, until it is asked to end.
 *
 * Nest's watcher compiles the app and restarts it, but does not look at linked packages: turbo's watcher compiles
 * those, and then Nest as a whole is started anew. Nest runs in the app's folder, so the data folder is named
 * absolutely: the one of `npm start`.
 *
 * @returns {Promise<number>} the exit code.
 */
export async function develop() {
  const env = { ...projectEnvironment(), DATA_DIR: resolve(root, process.env.DATA_DIR || 'data') };
  const turbo = ['turbo', 'watch', 'build', '--filter=@annals/api-nest^...', '--output-logs=errors-only'];
  const nest = ['node', join(app, 'node_modules/@nestjs/cli/bin/nest.js'), 'start', '--watch', '--no-shell'];
  const below = runServer({ command: 'node', args: [guard, ...turbo], env }, { ownEnd: true });
  try {
    return await restartOnRebuild(() => runServer({ command: 'node', args: [guard, ...nest], env, cwd: app }));
  } finally {
    below.stop();
    await below.ended;
  }
}

/**
 * @param {() => ReturnType<typeof runServer>} start
 * @returns {Promise<number>} the exit code of the server that ended without being restarted.
 */
async function restartOnRebuild(start) {
  for (;;) {
    const server = start();
    const change = { happened: false };
    const stopWatching = onRebuild(() => {
      change.happened = true;
      say('A package below the app changed; starting anew ...');
      server.stop();
    });
    const code = await server.ended;
    stopWatching();
    if (!change.happened) return code;
  }
}

/**
 * @param {() => void} action called after a compiler wrote to a package below the app.
 * @returns {() => void} ends the watch.
 */
function onRebuild(action) {
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  const watchers = readdirSync(packages)
    .filter((name) => name !== 'api-nest')
    .map((name) =>
      watch(join(packages, name, 'dist'), { recursive: true }, () => {
        clearTimeout(pending);
        pending = setTimeout(action, settleMs);
      }),
    );
  return () => {
    clearTimeout(pending);
    for (const watcher of watchers) watcher.close();
  };
}
