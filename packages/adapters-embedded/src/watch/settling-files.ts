import { mapBounded } from '../folder/map-bounded.js';

/** How many files are looked at, and how many are read and recorded, at once. */
const looksAtOnce = 32;
const recordsAtOnce = 8;

/** How many keys may wait before `room` waits. */
const maxWaiting = 2_000;

/** What is waited before a key that failed is tried again, in milliseconds: doubled each time. */
const firstRetryMs = 1_000;
const lastRetryMs = 300_000;

/** A file as a look finds it. */
export interface FileLook {
  /** Absolute. */
  readonly path: string;
  /** Differs when the file does. */
  readonly print: string;
  /** When it was last touched, in milliseconds since 1970. */
  readonly touchedMs: number;
}

/** What settling needs. */
export interface SettlingParts {
  /** How long a file must not change, in milliseconds. */
  readonly quietMs: number;
  /** Looks at a key's file without reading it. */
  readonly look: (key: string) => Promise<FileLook | undefined>;
  /** The absolute paths that are open for writing, as far as can be told. */
  readonly openForWriting: () => Promise<ReadonlySet<string>>;
  /** Records what a key's file is now. */
  readonly record: (key: string) => Promise<unknown>;
  /** Told why a key could not be looked at or recorded, until one could; each is tried again. */
  readonly onFault: (fault: unknown) => void;
}

/** A key about which something was heard. */
interface Heard {
  readonly key: string;
  state: 'waiting' | 'whole' | 'recording';
  /** What the last look found; `undefined` before the first. */
  seen: string | undefined;
  /** When to look next, by `performance.now()`. */
  dueAt: number;
  isHeardAgain: boolean;
  failures: number;
}

/**
 * Holds keys back until their files are whole, and has them recorded then.
 *
 * A file is whole when it was the same at two looks that are `quietMs` apart, or was not touched for that long before the first, and no
 * program has it open for writing, as far as the system tells. A file that is gone for `quietMs` is gone.
 */
export class SettlingFiles {
  readonly #parts: SettlingParts;
  readonly #heard = new Map<string, Heard>();
  #whole: Heard[] = [];
  #recording = 0;
  #isFailing = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #progress: PromiseWithResolvers<unknown> = Promise.withResolvers();

  constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  /** Something was heard of a key's file. */
  observe(key: string): void {
    if (this.#isClosed) return;
    const heard = this.#heard.get(key);
    if (heard === undefined) this.#heard.set(key, unseen(key));
    else if (heard.state === 'recording') heard.isHeardAgain = true;
    else heard.state = 'waiting';
    this.#schedule();
  }

  /** Whether a key waits for its file to be whole, or is being recorded. */
  has(key: string): boolean {
    return this.#heard.has(key);
  }

  /** Returns when few enough keys wait for more to be observed. */
  async room(): Promise<void> {
    while (this.#heard.size >= maxWaiting && !this.#isClosed) await this.#progress.promise;
  }

  /** Returns when no key waits. */
  async settled(): Promise<void> {
    while (this.#heard.size > 0 && !this.#isClosed) await this.#progress.promise;
  }

  /** Forgets the keys that wait; returns when nothing is looked at or recorded any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    while (this.#recording > 0) await this.#progress.promise;
    this.#heard.clear();
    this.#proceed();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#looking !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#looking = this.#look()
        .catch(this.#parts.onFault)
        .finally(() => {
          this.#looking = undefined;
          if (this.#heard.size > 0) this.#schedule();
        });
    }, this.#parts.quietMs / 4);
  }

  async #look(): Promise<void> {
    const now = performance.now();
    const due = [...this.#heard.values()].filter(({ state, dueAt }) => state === 'waiting' && dueAt <= now);
    const quiet: { readonly heard: Heard; readonly path: string | undefined }[] = [];
    await mapBounded(due, looksAtOnce, async (heard) => {
      try {
        const look = await this.#parts.look(heard.key);
        if (this.#isQuiet(heard, look)) quiet.push({ heard, path: look?.path });
      } catch (error) {
        this.#fail(heard, error);
      }
    });
    const open = quiet.some(({ path }) => path !== undefined) ? await this.#parts.openForWriting() : new Set<string>();
    for (const { heard, path } of quiet) {
      if (path !== undefined && open.has(path)) {
        heard.dueAt = performance.now() + this.#parts.quietMs;
      } else {
        heard.state = 'whole';
        this.#whole.push(heard);
      }
    }
    this.#recordWhole();
  }

  #isQuiet(heard: Heard, look: FileLook | undefined): boolean {
    const print = look?.print ?? 'absent';
    const isFirst = heard.seen === undefined;
    if (heard.seen === print) return true;
    heard.seen = print;
    heard.dueAt = performance.now() + this.#parts.quietMs;
    return isFirst && look !== undefined && Date.now() - look.touchedMs >= this.#parts.quietMs;
  }

  #recordWhole(): void {
    while (this.#recording < recordsAtOnce && this.#whole.length > 0 && !this.#isClosed) {
      const heard = this.#whole.shift()!;
      // It may have been heard of again, and is looked at again first.
      if (heard.state === 'whole') void this.#record(heard);
    }
  }

  async #record(heard: Heard): Promise<void> {
    this.#recording++;
    heard.state = 'recording';
    try {
      await this.#parts.record(heard.key);
      this.#isFailing = false;
      if (heard.isHeardAgain) this.#heard.set(heard.key, unseen(heard.key));
      else this.#heard.delete(heard.key);
    } catch (error) {
      this.#fail(heard, error);
    } finally {
      this.#recording--;
      this.#proceed();
      this.#recordWhole();
      if (this.#heard.size > 0) this.#schedule();
    }
  }

  /** A full disk fails every key: one word of it is enough until something succeeds. */
  #fail(heard: Heard, error: unknown): void {
    heard.state = 'waiting';
    heard.isHeardAgain = false;
    heard.seen = undefined;
    heard.dueAt = performance.now() + Math.min(firstRetryMs * 2 ** heard.failures++, lastRetryMs);
    if (!this.#isFailing) this.#parts.onFault(error);
    this.#isFailing = true;
  }

  #proceed(): void {
    this.#progress.resolve(undefined);
    this.#progress = Promise.withResolvers();
  }
}

function unseen(key: string): Heard {
  return { key, state: 'waiting', seen: undefined, dueAt: 0, isHeardAgain: false, failures: 0 };
}
