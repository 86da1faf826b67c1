/**
 * A program that uses a queue of the engine as it ships, for tests that end it or trace it.
 *
 * `node queue-program.mjs <data folder> <clients> <messages>` opens the engine and prints `open`. Each client then sends its part of
 * the messages one after the other: `ack sent <id>` after each. Every second one, the first included, receives a message after each
 * that it sent, `took <id>`, and deletes it, `ack deleted <id>`. It ends when its standard input does.
 */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { bodyOf } from './message-text.mjs';

const [dataDir, clients, messages] = process.argv.slice(2);

/** @param {string} line */
const print = (line) => writeSync(1, `${line}\n`);

const engine = await openEmbeddedEngine({ dataDir: String(dataDir) });
const queue = engine.queue('events', { maxReceives: 2 });
print('open');
let next = 0;

/** @param {number} index */
async function client(index) {
  while (next < Number(messages)) {
    const id = `message-${next++}`;
    await queue.send([{ body: bodyOf(id) }]);
    print(`ack sent ${id}`);
    if (index % 2 === 0) await consume();
  }
}

async function consume() {
  for (const { body, receipt } of await queue.receive({ max: 1, waitMs: 20_000, visibilityMs: 600_000 })) {
    const id = body.slice(0, body.indexOf('\u0000'));
    print(`took ${id}`);
    await queue.delete([receipt]);
    print(`ack deleted ${id}`);
  }
}

await Promise.all(Array.from({ length: Number(clients) }, (_, index) => client(index)));
process.stdin.resume();
await once(process.stdin, 'end');
await engine.close();
