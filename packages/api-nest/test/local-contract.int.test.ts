import { describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareSqlite } from '../src/adapters/sqlite-engine.js';
import { describeHttpContract } from './http-contract/index.js';
import type { HttpSubject } from './support/http-subject.js';
import { openLocal } from './support/local-subject.js';

describe('the HTTP contract on a local server', () => {
  describeHttpContract({ transport: 'socket', open: () => openLocal() });
});

describe('the HTTP contract on a local server with the embedded engine', () => {
  describeHttpContract({ transport: 'socket', open: openOnSqlite });
});

async function openOnSqlite(): Promise<HttpSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-api-'));
  const prepared = prepareSqlite({ DATA_DIR: folder });
  if (!prepared.ok) throw new Error(prepared.error.join());
  const engine = await prepared.value((fault) => {
    throw fault;
  });
  const subject = await openLocal({ repository: engine.events });
  return {
    send: subject.send,
    close: async () => {
      await subject.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}
