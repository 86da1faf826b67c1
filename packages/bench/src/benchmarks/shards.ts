import { comparePositions, mergeShards, type EventPosition, type Shard } from '@annals/domain';
import { shardOf } from '@annals/adapters-aws/schema';
import { attemptsOf } from '../workload/attempts.js';
import type { Benchmark, Plot } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { ratioRow, figureRow } from '../harness/rows.js';
import { demand } from '../harness/side.js';

const counts = [1, 4, 16, 64];
const events = 20_000;
const limit = 100;

/** How many index entries a page reads for each event that it returns, by the number of shards: the real merge over counted reads. */
export const shards: Benchmark = {
  name: 'shards',
  run: async () => {
    const positions = (await attemptsOf('sharded', 0, events)).map(({ event: { instant, hash } }) => ({
      instant,
      hash,
    }));
    const read: Record<string, readonly Page[]> = {};
    for (const count of counts) read[count] = await readAll(positions, count);
    const perItem = Object.fromEntries(
      counts.map((count) => [String(count), read[count]!.map(({ items }) => items / limit)]),
    );
    return {
      rows: [
        ratioRow(perItem, ['16', '1'], {
          what: 'Sharded list, 16 shards, items read per item returned',
          against: '1 shard',
          unit: 'items',
          budget: atMost(2, 1.2),
        }),
        ratioRow(perItem, ['64', '1'], { what: 'The same, 64 shards', against: '1 shard', unit: 'items' }),
        figureRow(
          read[16]!.map(({ waits }) => waits),
          { what: 'Reads one after the other for a page, 16 shards', unit: 'reads' },
        ),
      ],
      plots: [plotOf(perItem)],
    };
  },
};

interface Page {
  readonly items: number;
  /** Reads that had to wait for one another. */
  readonly waits: number;
}

/** Reads a list from its beginning to its end, page by page: what each full page read. */
async function readAll(positions: readonly EventPosition[], count: number): Promise<readonly Page[]> {
  const parts = Array.from({ length: count }, (_, shard) =>
    positions.filter(({ hash }) => shardOf(hash, count) === shard).toSorted(comparePositions),
  );
  const pages: Page[] = [];
  let after: EventPosition | undefined;
  let returned = 0;
  do {
    let items = 0;
    const waits = new Array<number>(count).fill(0);
    const sources = parts.map((part, shard): Shard<EventPosition> => {
      return {
        read: (last, wanted) => {
          const start = last ?? after;
          const first = start === undefined ? 0 : part.findIndex((position) => comparePositions(position, start) > 0);
          const entries = first === -1 ? [] : part.slice(first, first + wanted);
          items += entries.length;
          waits[shard]!++;
          return Promise.resolve({ entries, exhausted: first === -1 || first + wanted >= part.length });
        },
      };
    });
    const page = await mergeShards(sources, {
      compare: comparePositions,
      accepts: () => true,
      sizeOf: () => 500,
      limit,
    });
    returned += page.entries.length;
    if (page.entries.length === limit && page.last !== undefined) pages.push({ items, waits: Math.max(...waits) });
    after = page.last;
  } while (after !== undefined);
  demand(returned === positions.length, `${returned} of ${positions.length} events were listed over ${count} shards`);
  return pages;
}

function plotOf(perItem: Readonly<Record<string, readonly number[]>>): Plot {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    file: 'read-amplification',
    title: `Index entries read for each event of a page of ${limit}, by the number of shards`,
    xLabel: 'shards',
    yLabel: 'entries read per event',
    isLogarithmicX: true,
    series: [{ name: 'merge', points: counts.map((count) => ({ x: count, y: mean(perItem[count]!) })) }],
  };
}
