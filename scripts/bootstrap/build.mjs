import { projectEnvironment } from './environment.mjs';
import { Failure, say } from './failure.mjs';
import { runToEnd } from './processes.mjs';

/**
 * Compiles what changed since the last time; says so only when there is something to compile.
 *
 * turbo needs about 50 ms to see that nothing changed, so no stamp of our own stands before it.
 *
 * @param {string[]} [tasks] turbo tasks.
 * @param {string[]} [filters] turbo package filters; all packages unless said otherwise.
 * @throws {Failure} when something does not compile, after the compiler's output.
 * @see https://turborepo.dev/docs/reference/run
 */
export async function ensureBuilt(tasks = ['build'], filters = []) {
  /** @type {string[]} */
  const output = [];
  const code = await runToEnd(
    {
      command: 'turbo',
      args: [
        'run',
        ...tasks,
        '--output-logs=new-only',
        '--log-order=grouped',
        ...filters.map((filter) => `--filter=${filter}`),
      ],
      env: projectEnvironment(),
    },
    (line) => {
      output.push(line);
      const started = /^(\S+):(\w+): cache miss, executing/.exec(line);
      if (started) say(`${started[2] === 'bundle' ? 'Bundling' : 'Building'} ${started[1]} ...`);
    },
  );
  if (code === 0) return;
  if (code > 128) throw new Failure('The build was interrupted.', { exitCode: code });
  say(output.join('\n'));
  throw new Failure('The build failed; the output above says where.');
}
