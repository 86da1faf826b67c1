import { ensureBuilt } from './build.mjs';
import { root } from './environment.mjs';
import { Failure, say } from './failure.mjs';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { targets } from './targets.mjs';

/**
 * Installs and compiles what is missing, then runs one target; sets the exit code of this process.
 *
 * @param {string[]} argv the target's name, then its arguments.
 */
export async function main([name = '', ...given]) {
  try {
    const target = targets.get(name);
    if (!target) throw new Failure(`Unknown target "${name}"; known are: ${[...targets.keys()].join(', ')}.`);
    await prepare(target.build);
    process.exitCode = await target.run(target.splits ? given : withoutDashes(given));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}

/**
 * npm takes the `--` that ends its own options; pnpm hands it on, and it would end those of the target.
 *
 * @param {string[]} given
 * @returns {string[]}
 */
function withoutDashes(given) {
  return given[0] === '--' ? given.slice(1) : given;
}

/**
 * One process at a time: a second first start waits for the first one's installation instead of running into it.
 *
 * @param {import('./targets.mjs').Build | undefined} build
 */
async function prepare(build) {
  await withLock(
    root,
    () => say('Another command is installing or building here; waiting for it ...'),
    async () => {
      await ensureInstalled();
      if (build) await ensureBuilt(build.tasks, build.filters);
    },
  );
}
