import { noTelemetry } from '@annals/domain';
import { InMemoryEventRepository } from '@annals/domain/testing';
import { describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareSqlite } from '../src/adapters/sqlite-engine.js';
import { describeHttpContract } from './http-contract/index.js';
import type { QueuedSubject } from './support/http-subject.js';
import { openLocal } from './support/local-subject.js';
import { memoryQueues } from './support/memory-queues.js';
import { settleQueue, type QueuedEngine } from './support/queued-subject.js';

describe('the HTTP contract on a local server', () => {
  describeHttpContract({
    transport: 'socket',
    open: () => openOn({ events: new InMemoryEventRepository(), queues: memoryQueues() }),
  });
});

describe('the HTTP contract on a local server with the embedded engine', () => {
  describeHttpContract({ transport: 'socket', open: openOnSqlite });
});

async function openOnSqlite(): Promise<QueuedSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-api-'));
  const prepared = prepareSqlite({ DATA_DIR: folder });
  if (!prepared.ok) throw new Error(prepared.error.join());
  const engine = await prepared.value((fault) => {
    throw fault;
  }, noTelemetry);
  const subject = await openOn(engine);
  return {
    ...subject,
    close: async () => {
      await subject.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openOn(engine: QueuedEngine): Promise<QueuedSubject> {
  const subject = await openLocal({ repository: engine.events, app: { queues: engine.queues } });
  return { ...subject, settle: () => settleQueue(engine) };
}
