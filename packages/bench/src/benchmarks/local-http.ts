import { fileURLToPath } from 'node:url';
import { localServer } from '../functions/deployed.js';
import type { Benchmark, Row } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import type { Measured } from '../harness/interleave.js';
import { processMicros } from '../harness/process-time.js';
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
    const plain = await startServer(workshop, [plainNest], {});
    const times: ProcessorTimes = {};
    const sides = [...sidesOf('annals', annals, times), ...sidesOf('plain', plain, times)];
    const measured = await workshop.compare(sides, { rounds, warmUpRounds });
    return {
      rows: [
        ...rowsOf(measured, times, 'POST', 'POST /events, durable'),
        ...rowsOf(measured, times, 'GET', 'GET /events/{id}'),
      ],
    };
  },
};

/** Microseconds of a processor for each request, by the name of the side, where the system tells them. */
type ProcessorTimes = Record<string, number[]>;

/** What counts, and the processor time that it took: whatever else runs on the machine changes that much less. */
function rowsOf(measured: Measured, times: ProcessorTimes, verb: string, request: string): Row[] {
  const names = [`annals ${verb}`, `plain ${verb}`] as const;
  const against = 'Nest + Express + class-validator + nestjs-pino, stubbed repository';
  const budget = atLeast(1, 2);
  const rows = [ratioRow(measured, names, { what: `Local ${request}`, against, unit: 'requests/s', budget })];
  const counted = names.map((name) => [name, times[name]?.slice(-rounds) ?? []] as const);
  if (counted.every(([, values]) => values.length === rounds)) {
    const what = `Local ${request}, processor time of a request`;
    rows.push(ratioRow(Object.fromEntries(counted), names, { what, against: 'the same', unit: 'µs' }));
  }
  return rows;
}

function sidesOf(name: string, server: RunningServer, times: ProcessorTimes): Side[] {
  const ids = new EventIds();
  const load = async (verb: string, next: Parameters<typeof forDuration>[1]): Promise<number> => {
    const before = processMicros(server.pid);
    const { answered, elapsedMs } = await loadServer({
      port: server.port,
      connections,
      next: forDuration(sliceMs, next),
    });
    demand(answered > 0, `${name} answered nothing`);
    const after = processMicros(server.pid);
    if (before !== undefined && after !== undefined)
      (times[`${name} ${verb}`] ??= []).push((after - before) / answered);
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
    { name: `${name} POST`, measure: () => load('POST', () => postOne(ids)), check },
    {
      name: `${name} GET`,
      measure: async () => {
        if (ids.count === 0)
          await loadServer({ port: server.port, connections: 1, next: forCount(1000, () => postOne(ids)) });
        return load('GET', () => getOne(ids.id(found++ % ids.count)));
      },
      check,
    },
  ];
}
