import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../bootstrap/environment.mjs';
import { Box, isBoxed, signalProgram } from './container/box.mjs';
import { readImage, readStages } from './container/dockerfile.mjs';
import { Run } from './workshop.mjs';

const howTo = readFileSync(join(root, 'docs', 'how-to', 'run-in-a-container.md'), 'utf8');
const keyForm = /^annals_[\w-]{16}\.[\w-]{43}$/;
const stages = readStages(readFileSync(join(root, 'Dockerfile'), 'utf8'));
const image = readImage(/** @type {import('./container/dockerfile.mjs').Stage} */ (stages.at(-1)));

/** @type {string} */
let built;
/** @type {Box} */
let box;
/** @type {number} */
let port;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'annals-package-'));
  box = new Box(mkdtempSync(join(tmpdir(), 'annals-box-')), image);
  port = await freePort();
  for (const { instructions } of stages.slice(0, -1))
    for (const { name, text } of instructions)
      if (name === 'RUN') {
        const command = text.replaceAll('/package', built);
        const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' });
        if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}${stderr}`);
      }
  box.layOut((path) => path.replace('/package', built));
  // From here on nothing can come from where it was built.
  rmSync(built, { recursive: true });
});

afterAll(async () => {
  await box.close();
  for (const folder of [built, box.root]) rmSync(folder, { recursive: true, force: true });
});

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return free;
}

/**
 * @param {readonly string[]} command
 * @returns its exit code and what it printed, when it has ended.
 */
async function runInBox(command) {
  return new Run(box.start(command, { PORT: String(port) })).end();
}

/** @returns {Promise<Run>} the container's own program, serving. */
async function serve() {
  const run = new Run(box.start([...image.entrypoint, ...image.command], { PORT: String(port) }));
  await run.until('"engine":"sqlite"');
  return run;
}

const address = () => `http://127.0.0.1:${port}`;
/** @type {Record<string, string>} with a key, once there is one. */
const headers = { 'content-type': 'application/json' };
const event = (/** @type {string} */ id) => JSON.stringify({ id, type: 'in.a.container', payload: id });

test('makes its first key as the how-to says, before it is served and beside it', async () => {
  const command = /^docker exec annals (node dist\/cli\/keys\.js create .*)$/m.exec(howTo)?.[1]?.split(' ') ?? [];
  const before = await runInBox(command);
  expect(before).toEqual({ code: 0, lines: expect.arrayContaining([expect.stringMatching(keyForm)]) });
  const run = await serve();
  const made = await runInBox(command);
  const key = made.lines.find((line) => keyForm.test(line)) ?? '';
  expect((await fetch(`${address()}/events`)).status).toBe(401);
  headers.authorization = `Bearer ${key}`;
  expect((await fetch(`${address()}/events`, { headers })).status).toBe(200);
  signalProgram(run.child, 'SIGTERM');
  expect((await run.end()).code).toBe(0);
});

test('serves with Node alone beside it, as process 1, says that it is well, and keeps what it acknowledged over a restart', async () => {
  expect((await runInBox(image.healthCheck)).code).toBe(1);
  const first = await serve();
  expect((await fetch(`${address()}/events`, { method: 'POST', headers, body: event('kept') })).status).toBe(201);
  expect(await runInBox(image.healthCheck)).toEqual({ code: 0, lines: [''] });
  for (const file of ['docs', 'docs/swagger-ui-bundle.js', 'docs/swagger-ui.css', 'openapi.json'])
    expect([file, (await fetch(`${address()}/${file}`)).status]).toEqual([file, 200]);
  const pid = JSON.parse(/** @type {string} */ (first.output.split('\n')[0])).pid;
  if (isBoxed) expect(pid).toBe(1);
  signalProgram(first.child, 'SIGTERM');
  expect((await first.end()).code).toBe(0);
  const second = await serve();
  const found = await fetch(`${address()}/events/kept`, { headers });
  expect([found.status, await found.json()]).toMatchObject([200, { id: 'kept' }]);
  signalProgram(second.child, 'SIGTERM');
  expect((await second.end()).code).toBe(0);
});

test('answers what is under way when it is asked to end', async () => {
  const run = await serve();
  const body = event('under way');
  const sending = request(`${address()}/events`, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  signalProgram(run.child, 'SIGTERM');
  await run.until('"stopping"');
  sending.end(body);
  const [answer] = /** @type {[import('node:http').IncomingMessage]} */ (await once(sending, 'response'));
  answer.resume();
  expect([answer.statusCode, (await run.end()).code]).toEqual([201, 0]);
});

test('can write to its volume, and to nothing else that is in the image', async () => {
  const write = (/** @type {string} */ path) =>
    runInBox(['node', '-e', `require('node:fs').writeFileSync(${JSON.stringify(path)}, '')`]);
  const inBox = (/** @type {string} */ path) => (isBoxed ? path : join(box.root, path));
  expect(await write(inBox('/data/written'))).toEqual({ code: 0, lines: [''] });
  for (const path of ['/app/dist/main.js', '/app/new', ...(isBoxed ? ['/new', '/usr/local/bin/node'] : [])]) {
    const { code, lines } = await write(inBox(path));
    expect([path, code, lines.join()]).toEqual([path, 1, expect.stringMatching(/EROFS|EACCES/)]);
  }
});
