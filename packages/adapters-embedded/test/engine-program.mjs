/**
 * A program that uses the engine as it ships (what `build` compiled), for tests that end it, trace it or take its rights away.
 *
 * `node engine-program.mjs <data folder> <clients> <events> [user id]` opens the engine, as another user if one is named, and prints
 * `open`. Each client then records its part of the events one after the other: `ack <id>` after each. It ends when its standard
 * input does. An engine that does not start is printed as `<code> <message>`, with exit code 3.
 */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { createClock, readJson, readNativeEvent, recordEvent } from '@annals/domain';
import { hash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { eventText } from './event-text.mjs';

const [dataDir, clients, events, userId] = process.argv.slice(2);
if (userId !== undefined) {
  process.setgid?.(Number(userId));
  process.setuid?.(Number(userId));
}

/** @param {string} line */
const print = (line) => writeSync(1, `${line}\n`);

const dependencies = {
  clock: createClock(),
  ids: { nextId: () => randomUUID() },
  sha256: (/** @type {string | Uint8Array} */ input) => hash('sha256', input, 'base64url'),
};

/**
 * @param {import('@annals/domain').EventRepository} repository
 * @param {string} id
 */
async function record(repository, id) {
  const json = readJson(eventText(id));
  if (!json.ok) throw new Error(json.error);
  const { code } = await recordEvent(readNativeEvent(json.value), { repository, ...dependencies });
  if (code !== 'recorded') throw new Error(`${id} was ${code}`);
  print(`ack ${id}`);
}

try {
  const engine = await openEmbeddedEngine({ dataDir: String(dataDir) });
  print('open');
  let next = 0;
  const client = async () => {
    while (next < Number(events)) await record(engine.repository, `event-${next++}`);
  };
  await Promise.all(Array.from({ length: Number(clients) }, client));
  process.stdin.resume();
  await once(process.stdin, 'end');
  await engine.close();
} catch (error) {
  const { code, message } = /** @type {import('@annals/adapters-embedded').EngineStartupError} */ (error);
  print(`${code} ${message}`);
  process.exitCode = 3;
}
