import { fileURLToPath } from 'node:url';
import { localServer } from '../functions/deployed.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import { startServer, type RunningServer } from '../harness/server.js';
import { demand, type Side } from '../harness/side.js';
import { EventIds, getOne, postOne } from '../load/event-requests.js';
import { forCount, forDuration, loadServer } from '../load/http-load.js';

const rounds = 12;
const warmUpRounds = 3;
const sliceMs = 1_200;
const connections = 64;
const plainNest = fileURLToPath(new URL('../opponents/plain-nest/main.js', import.meta.url));

/** Requests a second over HTTP: Annals as `npm start` runs it, each event on disk before its answer; and plain Nest that stores nothing. */
export const localHttp: Benchmark = {
  name: 'local-http',
  run: async (workshop) => {
    const annals = await startServer(workshop, localServer, { DATA_DIR: await workshop.folder() });
    const plain = await startServer(workshop, plainNest, {});
    const measured = await workshop.compare([...sidesOf('annals', annals), ...sidesOf('plain', plain)], {
      rounds,
      warmUpRounds,
    });
    const row = (verb: string, path: string, budget: ReturnType<typeof atLeast>) =>
      ratioRow(measured, [`annals ${verb}`, `plain ${verb}`], {
        what: `Local ${verb} ${path}`,
        against: 'Nest + Express + class-validator + nestjs-pino, stubbed repository',
        unit: 'requests/s',
        budget,
      });
    return { rows: [row('POST', '/events, durable', atLeast(1, 2)), row('GET', '/events/{id}', atLeast(1, 2))] };
  },
};

function sidesOf(name: string, server: RunningServer): Side[] {
  const ids = new EventIds();
  const load = async (next: Parameters<typeof forDuration>[1]): Promise<number> => {
    const { answered, elapsedMs } = await loadServer({
      port: server.port,
      connections,
      next: forDuration(sliceMs, next),
    });
    demand(answered > 0, `${name} answered nothing`);
    return (answered / elapsedMs) * 1000;
  };
  /** What was posted last must be found. */
  const check = async (): Promise<void> => {
    const last = forCount(20, () => getOne(ids.id(ids.count - 1 - (checked++ % 20))));
    await loadServer({ port: server.port, connections: 1, next: last });
  };
  let checked = 0;
  let found = 0;
  return [
    { name: `${name} POST`, measure: () => load(() => postOne(ids)), check },
    {
      name: `${name} GET`,
      measure: async () => {
        if (ids.count === 0)
          await loadServer({ port: server.port, connections: 1, next: forCount(1000, () => postOne(ids)) });
        return load(() => getOne(ids.id(found++ % ids.count)));
      },
      check,
    },
  ];
}
