import { InMemoryEventRepository } from '@annals/domain/testing';
import { expect } from '@jest/globals';
import type { Gateway } from './api-gateway.js';
import { countingIds, testVersion } from './fixed-app.js';
import type { QueuedSubject, SentAnswer } from './http-subject.js';
import { openLambda } from './lambda-subject.js';
import { openLocal } from './local-subject.js';
import { memoryQueues } from './memory-queues.js';
import { packSeed, type ObjectSeed } from './object-subject.js';
import { settleQueue } from './queued-subject.js';
import { seededMemory } from './seeded-memory.js';

/** What a connection says of itself, and the date. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding']);

/** Sends every request to a server and to a function, with one clock and ids alike, and demands the same answer, to the byte. */
export async function openTwins(gateway: Gateway, bundle: string, seed?: ObjectSeed): Promise<QueuedSubject> {
  const objects = seed && (await seededMemory(seed));
  const queued = { events: new InMemoryEventRepository(), queues: memoryQueues() };
  const local = await openLocal({
    repository: queued.events,
    app: { ids: countingIds(), version: testVersion, objects, queues: queued.queues },
  });
  const lambda = openLambda(gateway, bundle, seed && { OBJECT_SEED: packSeed(seed) });
  return {
    send: async (method, path, request) => {
      const expected = await local.send(method, gateway.passedOn(path), request);
      const answer = await lambda.send(method, path, request);
      expect(comparable(answer)).toEqual(comparable(expected));
      return answer;
    },
    settle: async () => {
      await Promise.all([settleQueue(queued), lambda.settle()]);
    },
    close: async () => {
      await Promise.all([local.close(), lambda.close()]);
    },
  };
}

/** Lines are streamed by a server, which then does not know their length; a function sends them in one piece. */
function comparable({ status, headers, body }: SentAnswer): SentAnswer {
  const isLines = headers['content-type']?.startsWith('application/x-ndjson');
  const kept = Object.entries(headers).filter(
    ([name]) => !ofTheConnection.has(name) && !(isLines && name === 'content-length'),
  );
  return { status, headers: Object.fromEntries(kept), body };
}
