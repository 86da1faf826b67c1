import type { EventQuery } from '@annals/domain';
import type { Benchmark, Findings, Plot, Row } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import { summarise } from '../harness/statistics.js';
import type { Program } from '../harness/program.js';
import { demand, type Side } from '../harness/side.js';
import type { Workshop } from '../harness/workshop.js';
import type { PagesRequest, PagesResult } from '../programs/list-reader.js';

const rounds = 15;
const warmUpRounds = 3;
const pages = 40;
const limit = 100;

/**
 * Lists that are measured. The events of a type stand apart from one another: its page touches five times as many pages of the file,
 * which fit the cache of ten thousand events and not that of more, so no budget is set for it.
 */
const queries: Readonly<Record<string, EventQuery>> = {
  'newest first': { order: 'desc' },
  'oldest first': { order: 'asc' },
  'of a type': { type: 'order.paid', order: 'desc' },
};

/** How a page of 100 events costs more the more events there are, on SQLite: ten and a hundred thousand. */
export const listGrowth: Benchmark = {
  name: 'list',
  run: (workshop) => run(workshop, [10_000, 100_000], 'list-growth'),
};

/** The same with a million events, which take a minute to record. */
export const listMillion: Benchmark = {
  name: 'list-million',
  isSeparate: true,
  run: (workshop) => run(workshop, [10_000, 100_000, 1_000_000], 'list-growth-million'),
};

async function run(workshop: Workshop, sizes: readonly number[], file: string): Promise<Findings> {
  const sides: Side[] = [];
  for (const size of sizes) {
    workshop.progress.say(`recording ${size} events`);
    const program = await workshop.start('list-reader', { args: [await workshop.folder(), String(size)] });
    for (const [name, query] of Object.entries(queries)) sides.push(readingSide(`${name} ${size}`, program, query));
  }
  const measured = await workshop.compare(sides, { rounds, warmUpRounds });
  const [least, most] = [sizes[0]!, sizes.at(-1)!];
  const rows = Object.keys(queries).map((name): Row =>
    ratioRow(measured, [`${name} ${most}`, `${name} ${least}`], {
      what: `List of ${limit} of ${most.toLocaleString('en')} events, SQLite, ${name}`,
      against: `of ${least.toLocaleString('en')}`,
      unit: 'µs',
      ...(queries[name]!.type === undefined && { budget: atMost(1.3, 1.1) }),
    }),
  );
  const plot: Plot = {
    file,
    title: `A page of ${limit} events, by how many there are (SQLite)`,
    xLabel: 'events recorded',
    yLabel: 'processor time of a page, µs',
    isLogarithmicX: true,
    series: Object.keys(queries).map((name) => ({
      name,
      points: sizes.map((size) => ({ x: size, y: summarise(measured[`${name} ${size}`]!).median })),
    })),
  };
  return { rows, plots: [plot] };
}

function readingSide(name: string, program: Program, query: EventQuery): Side {
  let result: PagesResult;
  return {
    name,
    measure: async () => {
      result = await program.ask<PagesResult>('pages', { query, pages } satisfies PagesRequest);
      return result.cpuMicros / pages;
    },
    check: () => {
      const { events } = result;
      demand(events === pages * limit, `${name}: ${events} events of ${pages} pages were right and in order`);
    },
  };
}
