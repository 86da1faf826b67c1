import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { join } from 'node:path';
import { localServer } from '../functions/deployed.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import type { Program } from '../harness/program.js';
import { startServer } from '../harness/server.js';
import { demand, type Side } from '../harness/side.js';
import { EventIds, getOne, postBatch, type BatchForm } from '../load/event-requests.js';
import { forCount, loadServer } from '../load/http-load.js';

const rounds = 14;
const warmUpRounds = 3;
const batches = 40;
const size = 500;
const connections = 4;

/** Events a second in batches of 500: over HTTP into Annals, and by hand into the same schema. */
export const localBatch: Benchmark = {
  name: 'local-batch',
  run: async (workshop) => {
    const server = await startServer(workshop, localServer, { DATA_DIR: await workshop.folder() });
    const raw = await workshop.start('raw-sqlite', { args: [await emptyDataFile(await workshop.folder())] });
    const measured = await workshop.compare(
      [postingSide('annals', server.port, 'json'), postingSide('lines', server.port, 'lines'), writingSide('raw', raw)],
      { rounds, warmUpRounds },
    );
    const row = (name: string, form: string) =>
      ratioRow(measured, [name, 'raw'], {
        what: `Local batch of ${size} events, durable, ${form}`,
        against: `raw node:sqlite transaction of ${size} into the same schema`,
        unit: 'events/s',
        budget: atLeast(0.5, 0.8),
      });
    return { rows: [row('annals', 'as a JSON array'), row('lines', 'as NDJSON')] };
  },
};

/** A data file of the newest schema, without an event. */
async function emptyDataFile(dataDir: string): Promise<string> {
  await (await openEmbeddedEngine({ dataDir })).close();
  return join(dataDir, 'annals.db');
}

function postingSide(name: string, port: number, form: BatchForm): Side {
  const ids = new EventIds();
  return {
    name,
    measure: async () => {
      const next = forCount(batches, () => postBatch(ids, size, form));
      const { answered, elapsedMs } = await loadServer({ port, connections, next });
      demand(answered === batches, `${name} answered ${answered} of ${batches} batches`);
      return ((answered * size) / elapsedMs) * 1000;
    },
    check: async () => {
      let asked = 0;
      const spread = forCount(batches, () => getOne(ids.id(ids.count - 1 - asked++ * size)));
      await loadServer({ port, connections: 1, next: spread });
    },
  };
}

function writingSide(name: string, raw: Program): Side {
  let expected = 0;
  return {
    name,
    measure: async () => {
      expected += batches * size;
      const elapsedMs = await raw.ask<number>('write', { batches, size });
      return ((batches * size) / elapsedMs) * 1000;
    },
    check: async () => {
      const count = await raw.ask<number>('count');
      demand(count === expected, `${name} stored ${count} events instead of ${expected}`);
    },
  };
}
