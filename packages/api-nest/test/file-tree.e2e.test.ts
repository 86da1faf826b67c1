import { mapConcurrently } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyBetween, filesBelow, treeOf, type TreeFile } from './support/file-tree.js';
import { NpmStart } from './support/npm-start.js';

/** How many files of `node_modules` are copied; `E2E_FILES` makes it more or fewer. */
const count = Number(process.env['E2E_FILES'] ?? 5_000);
const modules = fileURLToPath(new URL('../../../node_modules/.pnpm', import.meta.url));
/** The largest are programs of a hundred megabytes. */
const maxBytes = 1024 * 1024;
const copiesAtOnce = 8;

let folder: string;
let bucket: string;
let paths: string[];
let server: NpmStart;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-tree-'));
  bucket = join(folder, 'bucket');
  paths = await filesBelow(modules, count, maxBytes);
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = NpmStart.with({ DATA_DIR: folder });
  await server.url;
}

async function get(path: string): Promise<Response> {
  const answer = await fetch(`${await server.url}${path}`, { headers: { accept: 'application/x-ndjson' } });
  expect(answer.status).toBe(200);
  return answer;
}

async function linesOf<T>(path: string): Promise<T[]> {
  const text = await (await get(path)).text();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}

/** The living objects of the catalogue, by key. */
async function catalogue(): Promise<TreeFile[]> {
  const objects = await linesOf<TreeFile>('/objects');
  return objects.map(({ key, sizeBytes, eTag, checksumSha256 }) => ({ key, sizeBytes, eTag, checksumSha256 }));
}

/** Waits until the catalogue holds what passes; the test's own limit ends the wait. */
async function until(holds: (objects: readonly TreeFile[]) => boolean): Promise<void> {
  while (!holds(await catalogue())) await delay(100);
}

/** Waits until the catalogue is what is in the folder. */
async function untilEqual(): Promise<void> {
  const tree = await treeOf(bucket);
  const text = JSON.stringify(tree);
  await until((objects) => objects.length === tree.length && JSON.stringify(objects) === text);
}

const copy = (part: readonly string[]) =>
  mapConcurrently(part, copiesAtOnce, (path) => copyBetween(modules, bucket, path));

describe(`${count} files of node_modules in the folder of the bucket`, () => {
  test('are in the catalogue by name, size and hash, though the server is killed while they come', async () => {
    expect(paths).toHaveLength(count);
    await start();
    await copy(paths.slice(0, count / 2));
    await until((objects) => objects.length > 0);
    const rest = copy(paths.slice(count / 2));
    await server.kill();
    await rest;
    await start();
    await untilEqual();
    const { findings } = (await (
      await fetch(`${await server.url}/reconciliations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"dryRun":true}',
      })
    ).json()) as { findings: unknown[] };
    expect(findings).toEqual([]);
  });

  test('are so again when some are removed and overwritten, while the server runs and while it does not', async () => {
    const removed = paths.filter((_path, index) => index % 10 === 3);
    const overwritten = paths.filter((_path, index) => index % 10 === 7);
    const half = (part: readonly string[], second: boolean) =>
      part.filter((_path, index) => (index % 2 === 1) === second);
    for (const isDown of [false, true]) {
      if (isDown) await server.kill();
      await mapConcurrently(half(removed, isDown), copiesAtOnce, (path) => rm(join(bucket, path)));
      await mapConcurrently(half(overwritten, isDown), copiesAtOnce, async (path) => {
        // Of the same size: a byte is another one.
        const content = await readFile(join(bucket, path));
        await writeFile(join(bucket, path), content.length === 0 ? 'no longer empty' : content.fill('~', 0, 1));
      });
    }
    await start();
    await untilEqual();
    const changes = await linesOf<{ key: string; removed: boolean }>('/objects?sort=modified');
    const tombstones = changes.filter((change) => change.removed).map(({ key }) => key);
    expect(tombstones.sort()).toEqual([...removed].sort());
    const [path] = overwritten;
    const history = await linesOf<{ eTag: string }>(`/objects/history?key=${encodeURIComponent(path!)}`);
    expect(new Set(history.map(({ eTag }) => eTag)).size).toBeGreaterThan(1);
    process.stdout.write(`${count} files of node_modules catalogued, through two kills\n`);
  });
});
