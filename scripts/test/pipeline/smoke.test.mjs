import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../bootstrap/failure.mjs';
import { smokeTest } from '../../pipeline/smoke.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-smoke-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {object} outputs */
function what(
  outputs = { 'annals-dev-dev-data': { TableName: 't' }, 'annals-dev-dev-api': { ApiUrl: 'https://api' } },
) {
  const outputsFile = join(folder, 'outputs.json');
  writeFileSync(outputsFile, JSON.stringify(outputs));
  return { of: /** @type {const} */ ('events'), outputsFile, id: 'v1', waitMs: 0 };
}

/**
 * An API that refuses so many requests before it works.
 *
 * @param {number} refusals
 * @param {(event: string) => string} answer
 */
function api(refusals, answer = (event) => event) {
  let kept = '';
  let asked = 0;
  /** @type {import('../../pipeline/smoke.mjs').Call} */
  const call = (_url, _method, _path, body) => {
    asked += 1;
    if (asked <= refusals) return Promise.reject(new Failure('HTTP 403'));
    if (body) kept = JSON.stringify(body);
    return Promise.resolve(answer(kept));
  };
  return { call, asked: () => asked };
}

test('an API that records and gives back passes', async () => {
  await expect(smokeTest(api(0).call, what())).resolves.toBe('https://api recorded v1 once and gives it back');
});

test('permissions that are not everywhere yet are waited for', async () => {
  const late = api(5);
  await smokeTest(late.call, what());
  expect(late.asked()).toBe(5 + 3);
});

test('a server that does not know them yet is asked again after another has agreed', async () => {
  const { call } = api(0);
  let asked = 0;
  /** @type {import('../../pipeline/smoke.mjs').Call} */
  const uneven = (...request) => ((asked += 1) % 2 === 0 ? Promise.reject(new Failure('HTTP 403')) : call(...request));
  await expect(smokeTest(uneven, what())).resolves.toContain('gives it back');
});

test('an API whose callers do not sign is asked for its health alone', async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {import('../../pipeline/smoke.mjs').Call} */
  const call = (_url, method, path) => Promise.resolve((asked.push(`${method} ${path}`), ''));
  await expect(smokeTest(call, { ...what(), of: 'health' })).resolves.toBe(
    'https://api is ready; events were not tried, because its callers do not sign',
  );
  expect(asked).toEqual(['GET /health/ready']);
});

test('an API that goes on refusing fails', async () => {
  const closed = api(100);
  await expect(smokeTest(closed.call, what())).rejects.toThrow('HTTP 403');
  expect(closed.asked()).toBe(6);
});

test('an API that gives back another event fails', async () => {
  const wrong = api(0, (event) => event.replace('"deployed":"v1"', '"deployed":"v0"'));
  await expect(smokeTest(wrong.call, what())).rejects.toThrow('came back as');
});

test('stacks that do not say where the API is fail', async () => {
  await expect(smokeTest(api(0).call, what({ data: {} }))).rejects.toThrow('has no output ApiUrl');
});
