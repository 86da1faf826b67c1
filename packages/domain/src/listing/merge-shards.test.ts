import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shardOf } from '../../testing/in-memory-event-repository.js';
import { maxExaminedEntries, maxPageBytes, mergeShards, type Shard } from './merge-shards.js';

interface Entry {
  readonly key: number;
  readonly accepted: boolean;
}

const compare = (left: Entry, right: Entry): number => left.key - right.key;
const entries = fc.uniqueArray(fc.record({ key: fc.nat(5000), accepted: fc.boolean() }), {
  selector: ({ key }) => key,
  maxLength: 300,
});

function distribute(all: readonly Entry[], shards: number): Entry[][] {
  const parts: Entry[][] = Array.from({ length: shards }, () => []);
  for (const entry of [...all].sort(compare)) parts[(entry.key * 7919) % shards]!.push(entry);
  return parts;
}

async function readAll(parts: readonly Entry[][], limit: number, sizeOf = (): number => 1): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  let after: Entry | undefined;
  do {
    const rest = parts.map((part) => part.filter((entry) => after === undefined || compare(entry, after) > 0));
    const page = await mergeShards(
      rest.map((part) => shardOf(part, compare)),
      { compare, accepts: ({ accepted }) => accepted, sizeOf, limit },
    );
    pages.push([...page.entries]);
    after = page.last;
  } while (after !== undefined);
  return pages;
}

describe('merged shards', () => {
  test('are the sorted union of the shards, whatever was filtered and however it is paged', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        async (all, shards, limit) => {
          const pages = await readAll(distribute(all, shards), limit);
          expect(pages.flat()).toEqual([...all].sort(compare).filter(({ accepted }) => accepted));
          for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  test('are complete when shards answer with fewer entries than asked for', async () => {
    const all = Array.from({ length: 100 }, (_, key) => ({ key, accepted: true }));
    const stingy = (part: readonly Entry[]): Shard<Entry> => {
      const full = shardOf(part, compare);
      return {
        async read(after, count) {
          const { entries: got, exhausted } = await full.read(after, count);
          const fewer = got.slice(0, 2);
          return { entries: fewer, exhausted: exhausted && fewer.length === got.length };
        },
      };
    };
    const page = await mergeShards(distribute(all, 3).map(stingy), {
      compare,
      accepts: () => true,
      sizeOf: () => 1,
      limit: 1000,
    });
    expect(page.entries).toEqual(all);
  });

  test('close a page before it exceeds 4 MiB, but never without an entry', async () => {
    const all = Array.from({ length: 10 }, (_, key) => ({ key, accepted: true }));
    const third = await readAll(distribute(all, 2), 1000, () => maxPageBytes / 3);
    expect(third.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    const huge = await readAll(distribute(all, 2), 1000, () => maxPageBytes + 1);
    expect(huge.map(({ length }) => length)).toEqual(Array<number>(10).fill(1));
  });

  test('close a page after 10,000 entries examined, with a position to go on from', async () => {
    const all = Array.from({ length: maxExaminedEntries + 5 }, (_, key) => ({
      key,
      accepted: key > maxExaminedEntries,
    }));
    const page = await mergeShards([shardOf(all, compare)], {
      compare,
      accepts: ({ accepted }) => accepted,
      sizeOf: () => 1,
      limit: 10,
    });
    expect(page).toEqual({ entries: [], last: all[maxExaminedEntries - 1] });
  });

  test.each([1, 4, 16, 64])('read at most twice what a full page of 100 needs, from %i shards', async (count) => {
    const all = Array.from({ length: 20_000 }, (_, key) => ({ key, accepted: true }));
    const random = mulberry32(count);
    const parts: Entry[][] = Array.from({ length: count }, () => []);
    for (const entry of all) parts[Math.floor(random() * count)]!.push(entry);
    let read = 0;
    const counted = parts.map((part): Shard<Entry> => {
      const shard = shardOf(part, compare);
      return {
        async read(after, wanted) {
          const got = await shard.read(after, wanted);
          read += got.entries.length;
          return got;
        },
      };
    });
    const page = await mergeShards(counted, { compare, accepts: () => true, sizeOf: () => 1, limit: 100 });
    expect(page.entries).toEqual(all.slice(0, 100));
    expect(read).toBeLessThanOrEqual(count === 64 ? 400 : 200);
  });
});

/** A small seeded generator. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
