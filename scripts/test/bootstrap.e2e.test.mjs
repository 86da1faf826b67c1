import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until, Workshop } from './workshop.mjs';

/** @type {Workshop} */
let workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.close());

/** Starts the server and asks it to end as soon as it serves. */
async function startAndStop() {
  const run = workshop.start('start');
  await run.until('serving as');
  run.child.kill('SIGTERM');
  return run.end();
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the first start', () => {
  test('says that it installs and builds, and serves', async () => {
    const { code, lines } = await startAndStop();
    expect(code).toBe(0);
    expect(lines).toEqual([
      'Installing the dependencies with pnpm@1.2.3 (this happens once for each change of pnpm-lock.yaml) ...',
      'Dependencies are installed.',
      'Building @annals/api-nest ...',
      expect.stringMatching(/^serving as \d+$/),
      'stopping: SIGTERM',
    ]);
  });

  test('installs once when two begin it at the same time', async () => {
    const runs = [workshop.start('start'), workshop.start('start')];
    await Promise.all(runs.map((run) => run.until('serving as')));
    expect(workshop.installations).toBe(1);
    for (const { child } of runs) child.kill('SIGTERM');
    await Promise.all(runs.map((run) => run.end()));
  });

  test('that cannot install shows why, closes with one clear line and exits with 1', async () => {
    workshop.write('npx.fails', '');
    const { code, lines } = await workshop.start('start').end();
    expect(code).toBe(1);
    expect(lines.slice(1)).toEqual([
      'ERR the registry is on fire',
      'Installing the dependencies failed (exit code 7); the output above says why.',
    ]);
  });

  test('that cannot compile shows why, closes with one clear line and exits with 1', async () => {
    workshop.write('turbo.fails', '');
    const { code, lines } = await workshop.start('start').end();
    expect(code).toBe(1);
    expect(lines.slice(-2)).toEqual([
      'src/main.ts(1,1): error TS1005',
      'The build failed; the output above says where.',
    ]);
  });

  test.each(/** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL']))(
    'is begun anew after %s ended it while it installed',
    async (signal) => {
      workshop.write('npx.hangs', '');
      const { child, closed } = workshop.start('start');
      await until(() => workshop.has('npx.started'));
      child.kill(signal);
      await closed;
      workshop.remove('npx.hangs');
      const { code, lines } = await startAndStop();
      expect(code).toBe(0);
      expect(lines[0]).toMatch(/^Installing/);
      expect(workshop.installations).toBe(2);
    },
  );

  test('asked to end while it installs says so and exits as signals do', async () => {
    workshop.write('npx.hangs', '');
    const run = workshop.start('start');
    await until(() => workshop.has('npx.started'));
    run.child.kill('SIGINT');
    const { code, lines } = await run.end();
    expect(code).toBe(130);
    expect(lines.slice(1)).toEqual(['The installation was interrupted; the next start begins it anew.']);
  });
});

test('an installation knows the registry that npm was told of, and leaves nothing out in production', async () => {
  workshop.write(
    'tools/npx',
    '#!/bin/sh\necho "$npm_config_registry ${NODE_ENV:-unset} ${npm_package_name:-unset}"; exit 1\n',
  );
  const variables = { npm_config_registry: 'http://localhost:1', npm_package_name: 'annals', NODE_ENV: 'production' };
  const { lines } = await workshop.run(['scripts/run.mjs', 'start'], variables).end();
  expect(lines[1]).toBe('http://localhost:1 unset unset');
});

describe('a later start', () => {
  beforeEach(startAndStop);

  test('neither installs nor builds nor says a word of its own', async () => {
    const { lines } = await startAndStop();
    expect(lines).toEqual([expect.stringMatching(/^serving as \d+$/), 'stopping: SIGTERM']);
    expect(workshop.installations).toBe(1);
  });

  test.each(['pnpm-lock.yaml', 'pnpm-workspace.yaml'])('installs again when %s has changed', async (file) => {
    workshop.write(file, 'packages: [more]');
    const { lines } = await startAndStop();
    expect(lines[0]).toMatch(/^Installing/);
    expect(workshop.installations).toBe(2);
  });
});

describe('the server', () => {
  test('hears a signal once that arrives twice, as from a terminal and npm, and its exit code is passed on', async () => {
    const run = workshop.start('start');
    await run.until('serving as');
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    const { code, lines } = await run.end();
    expect(code).toBe(0);
    expect(lines.slice(-1)).toEqual(['stopping: SIGINT']);
    expect(lines.filter((line) => line.startsWith('stopping'))).toHaveLength(1);
  });

  test('is told when the bootstrap is killed, and leaves no process behind', async () => {
    const run = workshop.start('start');
    await run.until('serving as');
    const pid = Number(/serving as (\d+)/.exec(run.output)?.[1]);
    run.child.kill('SIGKILL');
    await run.until('stopping: disconnect');
    await until(() => !isAlive(pid));
  });

  test('killed by a signal makes the exit code tell which', async () => {
    const run = workshop.start('start');
    await run.until('serving as');
    process.kill(Number(/serving as (\d+)/.exec(run.output)?.[1]), 'SIGKILL');
    expect(await run.end()).toMatchObject({ code: 137 });
  });

  test('sees none of the variables by which npm describes its own run', async () => {
    workshop.write(
      'packages/api-nest/dist/main.js',
      'console.log(Object.keys(process.env).filter((name) => /^npm_/i.test(name)).join() || "none of npm");',
    );
    const variables = { npm_package_name: 'annals', npm_config_yes: 'true', npm_config_registry: 'http://localhost' };
    const { lines } = await workshop.run(['scripts/run.mjs', 'start'], variables).end();
    expect(lines.at(-1)).toBe('none of npm');
  });
});

test('an older Node is refused with one line before anything is loaded', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } })`;
  const run = workshop.run(['--import', `data:text/javascript,${older}`, 'scripts/run.mjs', 'start']);
  expect(await run.end()).toEqual({
    code: 1,
    lines: ['Annals needs Node 20 or newer; this is Node 18.20.8. Install a newer Node and run the command again.'],
  });
  expect(workshop.has('npx.log')).toBe(false);
});

describe('the arguments of a target', () => {
  test.each([
    [['-c', 'owner=me'], '-c owner=me'],
    [['--', '-c', 'owner=me'], '-c owner=me'],
    [['--', '--', 'name'], '-- name'],
    [['-c', '--', 'name'], '-c -- name'],
  ])('%j reach it without one leading "--", which pnpm hands on', async (given, reached) => {
    workshop.write('packages/api-nest/dist/main.js', 'console.log(process.argv.slice(2).join(" "))');
    const { lines } = await workshop.start('start', ...given).end();
    expect(lines.at(-1)).toBe(reached);
  });

  test('stand behind the flags that Node is given for a server', async () => {
    workshop.write(
      'packages/api-nest/dist/main.js',
      'console.log([...process.execArgv, ...process.argv.slice(2)].join(" "))',
    );
    const { lines } = await workshop.start('start', 'name').end();
    expect(lines.at(-1)).toBe('--title=annals name');
  });

  test('of tests are parted by it: those behind are for Jest', async () => {
    workshop.write('tools/turbo', '#!/bin/sh\necho "turbo: $*"\n');
    const { lines } = await workshop.start('test:unit', '--', '-t', 'name').end();
    expect(lines).toContainEqual(expect.stringMatching(/^turbo: run test:unit .* -- -t name$/));
  });
});

test('an unknown target is refused with one line that names the known ones', async () => {
  const { code, lines } = await workshop.start('fly').end();
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^Unknown target "fly"; known are: start, dev, .*\.$/)]);
});
