import { afterAll, expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Buckets, putFile } from '../test/buckets.js';
import { rowsOfCatalogue, rowsOfTree } from '../test/file-trees.js';
import { untraceable } from '../test/sync-trace.js';

const buckets = new Buckets();
afterAll(() => buckets.removeAll());

const program = fileURLToPath(new URL('../test/bucket-program.mjs', import.meta.url));
const files = Array.from({ length: 500 }, (_, index) => `${index % 7}/${index % 31}/${index}.txt`);

test('a catalogue equals the folder after SIGKILL in the middle of 500 files, and more changes before the restart', async () => {
  const dataDir = await buckets.make();
  const folder = join(dataDir, 'bucket');
  await mkdir(folder);
  const child = spawn(process.execPath, [program, 'watch', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let recorded = 0;
  for (const path of files.slice(0, 100)) await putFile(folder, path, path);
  const lines = createInterface({ input: child.stdout });
  const copying = (async () => {
    for (const path of files.slice(100)) await putFile(folder, path, path);
  })();
  for await (const line of lines) {
    recorded = Number(line);
    if (recorded > 0) break;
  }
  child.kill('SIGKILL');
  await exit;
  await copying;
  // Some were recorded, and not all: the end came in the middle.
  expect(recorded).toBeGreaterThan(0);
  expect(recorded).toBeLessThan(files.length);
  for (const path of files.slice(0, 50)) await rm(join(folder, path));
  for (const path of files.slice(50, 90)) await writeFile(join(folder, path), `${path} again`);
  const open = await buckets.openBucket({ dataDir });
  await open.bucket.watch().caughtUp();
  const rows = await rowsOfTree(folder);
  expect(rows).toHaveLength(450);
  expect(await rowsOfCatalogue(open)).toEqual(rows);
  expect(open.faults).toEqual([]);
});

test('an upload of 256 MiB raises the memory of its process by less than 64 MiB', async () => {
  const dataDir = await buckets.make();
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'upload', dataDir, '256']);
  expect((await stat(join(dataDir, 'bucket', 'folder', 'large'))).size).toBe(256 * 1024 * 1024);
  expect(Number(stdout)).toBeGreaterThanOrEqual(0);
  expect(Number(stdout)).toBeLessThan(64 * 1024);
  process.stderr.write(`256 MiB raised the peak of memory by ${Math.round(Number(stdout) / 1024)} MiB\n`);
});

test('an upload is synced before it is moved to its place, the place is synced before the record, and that before the answer', async () => {
  const reason = untraceable();
  if (reason !== undefined) {
    process.stderr.write(`what an upload syncs was not looked at: ${reason}\n`);
    return;
  }
  const dataDir = join(await buckets.make(), 'data');
  const trace = `${dataDir}.trace`;
  const options = ['-f', '-y', '-s', '256', '-e', 'trace=fsync,fdatasync,rename,mkdir,write', '-o', trace];
  await promisify(execFile)('strace', [...options, process.execPath, program, 'upload', dataDir, '1']);
  // Each step is waited for before the next begins: they stand in the order of their beginnings.
  const kinds: readonly (readonly [string, RegExp])[] = [
    ['sync of the upload', /sync\(\d+<[^>]*\/uploads\/[^>]+>/],
    ['folder made', /mkdir\("[^"]*\/bucket\/folder"/],
    ['sync of the folder that names it', /sync\(\d+<[^>]*\/bucket>/],
    ['move', /rename\("[^"]*\/uploads\/[^"]+", "[^"]*\/bucket\/folder\/large"/],
    ['sync of its place', /sync\(\d+<[^>]*\/bucket\/folder>/],
    ['sync of the log', /sync\(\d+<[^>]*annals\.db-wal>/],
    ['answer', /write\(1<.*"\d+\\n"/],
  ];
  const lines = (await readFile(trace, 'utf8')).split('\n');
  const steps = lines.flatMap((line) => kinds.filter(([, pattern]) => pattern.test(line)).map(([kind]) => kind));
  const first = steps.slice(steps.indexOf('sync of the upload'), steps.indexOf('answer') + 1);
  const isNew = (step: string, index: number): boolean => step !== first[index - 1];
  expect(first.filter(isNew)).toEqual([
    ...kinds.slice(0, 6).map(([kind]) => kind),
    'sync of the upload',
    // The folder is there when the second upload comes.
    'folder made',
    'move',
    'sync of its place',
    'sync of the log',
    'answer',
  ]);
});
