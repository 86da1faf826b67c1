import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Program } from './support/program.js';

const run = promisify(execFile);
const MiB = 1024 * 1024;
const sizeBytes = 256 * MiB;
/** Over what the same program takes to store and send small objects. */
const allowedKiB = 64 * 1024;
const reporter = fileURLToPath(new URL('./support/memory-reporter.mjs', import.meta.url));

let folder: string;
let program: Program;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-large-'));
  program = Program.start({ DATA_DIR: join(folder, 'data'), NODE_OPTIONS: `--import=${reporter}` });
  url = await program.url();
});
afterAll(async () => {
  program.child.kill('SIGTERM');
  await program.ended;
  await rm(folder, { recursive: true });
});

/** The most memory that the program ever took. */
async function maxRssKiB(): Promise<number> {
  program.child.send('how much');
  const [{ maxRssKiB: most }] = (await once(program.child, 'message')) as [{ maxRssKiB: number }];
  return most;
}

async function post(path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { url: string }).url;
}

/** Writes a file that no two parts of are alike, and gives its SHA-256. */
async function makeFile(file: string, bytes: number): Promise<string> {
  const checksum = createHash('sha256');
  const chunk = randomBytes(MiB);
  function* chunks(): Generator<Buffer> {
    for (let written = 0; written < bytes; written += chunk.length) {
      chunk.writeUInt32BE(written / MiB);
      const copy = Buffer.from(chunk.subarray(0, Math.min(chunk.length, bytes - written)));
      checksum.update(copy);
      yield copy;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
  return checksum.digest('base64');
}

/** Uploads and downloads a file by `curl`, as a person does, and gives the SHA-256 of what came back. */
async function thereAndBack(file: string, bytes: number, checksumSha256: string): Promise<string> {
  const key = `large/${bytes}.bin`;
  const contentType = 'application/octet-stream';
  const upload = await post('/objects/uploads', { key, contentType, sizeBytes: bytes, checksumSha256 });
  await run('curl', ['-sS', '--fail', '-T', file, upload]);
  const answer = await fetch(await post('/objects/downloads', { key }));
  const checksum = createHash('sha256');
  for await (const chunk of answer.body!) checksum.update(chunk as Uint8Array);
  return checksum.digest('base64');
}

describe('an upload of 256 MiB by curl -T', () => {
  test('is stored as it was sent, and passes through little memory', async () => {
    const small = join(folder, 'small');
    const smallChecksum = await makeFile(small, 4 * MiB);
    for (let time = 0; time < 8; time++) expect(await thereAndBack(small, 4 * MiB, smallChecksum)).toBe(smallChecksum);
    const before = await maxRssKiB();
    const large = join(folder, 'large');
    const checksum = await makeFile(large, sizeBytes);
    expect(await thereAndBack(large, sizeBytes, checksum)).toBe(checksum);
    const record = await fetch(`${url}/objects/record?key=large/${sizeBytes}.bin`);
    expect(await record.json()).toMatchObject({ sizeBytes, checksumSha256: checksum });
    const raisedKiB = (await maxRssKiB()) - before;
    process.stdout.write(`256 MiB went through the server with ${(raisedKiB / 1024).toFixed(1)} MiB more memory\n`);
    expect(raisedKiB).toBeLessThan(allowedKiB);
  });
});
