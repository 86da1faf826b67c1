import { readFileSync } from 'node:fs';
import { localServer } from '../functions/deployed.js';
import type { Benchmark, Plot } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { figureRow } from '../harness/rows.js';
import { startServer } from '../harness/server.js';
import { demand } from '../harness/side.js';
import { EventIds, getOne, postBatch, postOne } from '../load/event-requests.js';
import { forCount, loadServer } from '../load/http-load.js';

const steps = 20;
const batchesPerStep = 90;
const batchSize = 500;
const singlesPerStep = 5_000;
const connections = 16;
const events = steps * (batchesPerStep * batchSize + singlesPerStep);

/** The memory of a server over a million events: nine of ten in batches, the rest one by one. */
export const memory: Benchmark = {
  name: 'memory',
  run: async (workshop) => {
    const { port, pid } = await startServer(workshop, localServer, { DATA_DIR: await workshop.folder() });
    const ids = new EventIds();
    const points = [{ x: 0, y: residentMegabytes(pid) }];
    for (let step = 0; step < steps; step++) {
      workshop.progress.step(step, steps, `${ids.count} events posted`);
      await loadServer({ port, connections: 4, next: forCount(batchesPerStep, () => postBatch(ids, batchSize)) });
      await loadServer({ port, connections, next: forCount(singlesPerStep, () => postOne(ids)) });
      points.push({ x: ids.count, y: residentMegabytes(pid) });
    }
    demand(ids.count === events, `${ids.count} events were posted instead of ${events}`);
    let asked = 0;
    await loadServer({ port, connections: 1, next: forCount(1000, () => getOne(ids.id(asked++ * (events / 1000)))) });
    const last = points.slice(-5).map(({ y }) => y);
    return {
      rows: [
        figureRow(last, { what: 'Memory after 1 million events posted', unit: 'MB', budget: atMost(200, 150) }),
        figureRow([peakMegabytes(pid)], { what: 'The most memory meanwhile', unit: 'MB' }),
      ],
      plots: [plotOf(points)],
    };
  },
};

function plotOf(points: readonly { readonly x: number; readonly y: number }[]): Plot {
  return {
    file: 'memory',
    title: 'Memory of the server while a million events are posted',
    xLabel: 'events posted',
    yLabel: 'resident memory, MB',
    series: [{ name: 'annals', points }],
  };
}

function residentMegabytes(pid: number): number {
  return statusMegabytes(pid, 'VmRSS');
}

function peakMegabytes(pid: number): number {
  return statusMegabytes(pid, 'VmHWM');
}

/** @see https://docs.kernel.org/filesystems/proc.html */
function statusMegabytes(pid: number, field: string): number {
  const kib = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}
