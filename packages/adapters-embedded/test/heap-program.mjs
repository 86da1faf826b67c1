/**
 * A program that tells how large its own heap and that of the engine's thread became, for a test that starts it with flags.
 *
 * `node heap-program.mjs <data folder>` records 20,000 events and prints a line of JSON: `{ own, thread }`, in bytes.
 */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { createClock, readJson, readNativeEvent, recordEvents } from '@annals/domain';
import { hash } from 'node:crypto';
import { getHeapStatistics } from 'node:v8';

/** @param {string} id */
function draftOf(id) {
  const json = readJson(JSON.stringify({ id, type: 'test.recorded', payload: { number: 1 } }));
  if (!json.ok) throw new Error(json.error);
  return readNativeEvent(json.value);
}

/** @type {import('node:worker_threads').Worker | undefined} */
let thread;
process.once('worker', (started) => (thread = started));

const engine = await openEmbeddedEngine({ dataDir: String(process.argv[2]) });
for (let batch = 0; batch < 40; batch++)
  await recordEvents(
    Array.from({ length: 500 }, (_, index) => draftOf(`${batch}-${index}`)),
    {
      repository: engine.repository,
      clock: createClock(),
      ids: { nextId: () => String(batch) },
      sha256: (/** @type {string | Uint8Array} */ input) => hash('sha256', input, 'base64url'),
    },
  );
const own = getHeapStatistics().total_heap_size;
console.log(JSON.stringify({ own, thread: (await thread?.getHeapStatistics())?.total_heap_size }));
await engine.close();
