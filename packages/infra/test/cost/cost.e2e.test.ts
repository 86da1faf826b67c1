import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../dist/bin/cost.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

test('the program prints a bill and the first limit', () => {
  const { status, stdout } = run('--events-per-month', '10e6', '--size-bytes', '1024', '--profile', 'starter');
  expect(status).toBe(0);
  expect(stdout).toMatch(/DynamoDB write, on demand +\| 50,000,000 write unit +\| +31\.25/);
  expect(stdout).toContain('3.81 events a second, evenly. The first limit is at 100: throttling of the stage.');
});

test('a rate that is too high is told with what moves the limit', () => {
  const { stdout } = run('--events-per-month', '1e9');
  expect(stdout).toContain(
    'Too much for it: throttling of the stage, 100 a second. What moves it: the setting `throttlingRate`',
  );
});

test('bad arguments end with a line each on standard error', () => {
  expect(run('--size-bytes', 'big', '--colour', 'red')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^--size-bytes: must be .*\n--colour: there is no such option; .*\n$/),
  });
});
