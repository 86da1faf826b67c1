/**
 * A program that uses a bucket as it ships (what `build` compiled), for tests that end it or measure it.
 *
 * `node bucket-program.mjs watch <data folder>` watches the bucket's folder and prints how many objects the catalogue has, again and
 * again, until it is ended.
 *
 * `node bucket-program.mjs upload <data folder> <MiB>` uploads so much in chunks of 64 KiB, and prints by how many KiB that raised the
 * most memory that the process ever had.
 */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const [task, dataDir, size] = process.argv.slice(2);
const engine = await openEmbeddedEngine({
  dataDir: String(dataDir),
  onFault: (fault) => {
    throw fault;
  },
});
const bucket = await engine.openBucket({ name: 'main-bucket', baseUrl: () => '', quietMs: 120 });

/** @param {unknown} line */
const print = (line) => writeSync(1, `${String(line)}\n`);

async function watch() {
  await bucket.watch().started;
  for (;;) {
    const { items } = await engine.objectRecords.listLiving('main-bucket', '', { limit: 1000 });
    print(items.length);
    await setTimeout(5);
  }
}

/** @param {number} bytes */
async function* content(bytes) {
  // A new chunk each time, as a socket gives them.
  for (let sent = 0; sent < bytes; sent += 65_536) yield await Promise.resolve(Buffer.alloc(65_536, sent / 65_536));
}

/** @param {number} mib */
async function upload(mib) {
  const sizeBytes = mib * 1024 * 1024;
  const outcome = await bucket.upload({ key: 'folder/large', contentType: 'a/b', sizeBytes }, content(sizeBytes));
  if (outcome.code !== 'stored') throw new Error(outcome.code);
}

if (task === 'watch') {
  await watch();
} else {
  // What the first upload loads is no part of what a large one takes.
  await upload(1);
  const before = process.resourceUsage().maxRSS;
  await upload(Number(size));
  print(process.resourceUsage().maxRSS - before);
  await engine.close();
}
