/** A page closes when it holds this many bytes of representation, whatever its limit. */
export const maxPageBytes = 4 * 1024 * 1024;

/** A page closes when this many index entries were examined, whatever passed the filters. */
export const maxExaminedEntries = 10_000;

/** The most entries that one read of a shard asks for. */
const maxReadEntries = 1_000;

/** One ordered part of an index. */
export interface Shard<E> {
  /** Up to `count` (1..1000) entries that stand behind `after`, in order; fewer than `count` do not mean the end, `exhausted` does. */
  read(after: E | undefined, count: number): Promise<{ readonly entries: readonly E[]; readonly exhausted: boolean }>;
}

/** How shards are merged into a page. */
export interface MergeOptions<E> {
  /** The order that every shard is in; no two entries compare as equal. */
  readonly compare: (left: E, right: E) => number;
  /** Which entries belong to the page. */
  readonly accepts: (entry: E) => boolean;
  /** What an accepted entry adds to the page, in bytes. */
  readonly sizeOf: (entry: E) => number;
  /** The most entries that the page holds. */
  readonly limit: number;
}

/** A page of the merged shards. */
export interface MergedPage<E> {
  readonly entries: readonly E[];
  /** The entry up to which every shard was examined, accepted or not; absent when all are at their end. */
  readonly last?: E;
}

/**
 * Merges ordered shards into one ordered page, reading them in parallel and little more than the page needs.
 *
 * An entry is taken only while every shard that may still hold a smaller one has been read, so what was taken is exactly the
 * sorted union of the shards up to `last`: a page may be short or empty, but the next one continues without a gap or a repetition.
 */
export async function mergeShards<E>(shards: readonly Shard<E>[], options: MergeOptions<E>): Promise<MergedPage<E>> {
  const buffers = shards.map((shard) => new ShardBuffer(shard));
  const entries: E[] = [];
  let last: E | undefined;
  let bytes = 0;
  for (let examined = 0; entries.length < options.limit && examined < maxExaminedEntries; examined++) {
    if (buffers.some((buffer) => buffer.needsRead)) await fill(buffers, options.limit - entries.length);
    const next = smallest(buffers, options.compare);
    if (next === undefined) return { entries };
    const entry = next.head!;
    if (options.accepts(entry)) {
      bytes += options.sizeOf(entry);
      if (bytes > maxPageBytes && entries.length > 0) break;
      entries.push(entry);
    }
    next.take();
    last = entry;
  }
  const atEnd = buffers.every((buffer) => buffer.isAtEnd);
  return atEnd || last === undefined ? { entries } : { entries, last };
}

/** What has been read of a shard and not been taken. */
class ShardBuffer<E> {
  #entries: readonly E[] = [];
  #next = 0;
  #after: E | undefined;
  #exhausted = false;
  #reads = 0;

  constructor(readonly shard: Shard<E>) {}

  get head(): E | undefined {
    return this.#entries[this.#next];
  }

  get isAtEnd(): boolean {
    return this.#exhausted && this.head === undefined;
  }

  get needsRead(): boolean {
    return !this.#exhausted && this.head === undefined;
  }

  take(): void {
    this.#next++;
  }

  /** Reads the shard's fair part of what the page still wants and a little more (its deviation), twice as much each further time. */
  async read(fairPart: number): Promise<void> {
    const count = Math.ceil((fairPart + Math.sqrt(fairPart)) * 2 ** this.#reads);
    this.#reads = Math.min(this.#reads + 1, 10);
    const { entries, exhausted } = await this.shard.read(this.#after, Math.min(count, maxReadEntries));
    this.#entries = entries;
    this.#next = 0;
    this.#after = entries.at(-1) ?? this.#after;
    this.#exhausted = exhausted;
  }
}

async function fill<E>(buffers: readonly ShardBuffer<E>[], wanted: number): Promise<void> {
  for (;;) {
    const empty = buffers.filter((buffer) => buffer.needsRead);
    if (empty.length === 0) return;
    await Promise.all(empty.map((buffer) => buffer.read(wanted / buffers.length)));
  }
}

function smallest<E>(
  buffers: readonly ShardBuffer<E>[],
  compare: (left: E, right: E) => number,
): ShardBuffer<E> | undefined {
  let best: ShardBuffer<E> | undefined;
  for (const buffer of buffers) {
    if (buffer.head !== undefined && (best === undefined || compare(buffer.head, best.head!) < 0)) best = buffer;
  }
  return best;
}
