import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import preset from '../../jest.preset.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-left-behind-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(['inherit', 'pipe'])(
  'a program with %s, left behind by a test that failed, ends with its file',
  async (stdio) => {
    writeFileSync(
      join(folder, 'left.test.cjs'),
      `test('fails', () => {
       const { spawn } = require('node:child_process');
       const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: '${stdio}' });
       throw new Error('left ' + pid + ' behind');
     });`,
    );
    const config = JSON.stringify({ testEnvironment: preset.testEnvironment, testMatch: ['**/*.test.cjs'] });
    const run = promisify(execFile)(process.execPath, [jest, '--rootDir', folder, '--config', config]);
    const failure = await run.then(String, String);
    const [, pid] = /left (\d+) behind/.exec(failure) ?? [];
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  },
);
