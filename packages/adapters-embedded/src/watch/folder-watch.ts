import { watch, type FSWatcher } from 'chokidar';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, unlessAbsent } from '../folder/system-errors.js';
import type { ObjectTree } from '../folder/object-tree.js';
import type { SettlingFiles } from './settling-files.js';

/** What a watch needs. */
export interface FolderWatchParts {
  readonly tree: ObjectTree;
  readonly settling: SettlingFiles;
  /** Observes every key under a prefix about which folder and catalogue disagree. */
  readonly scan: (prefix: string, signal: AbortSignal) => Promise<void>;
  /** Whether the catalogue has a living object of a key. */
  readonly isObject: (key: string) => Promise<boolean>;
  /** The least time between two scans of all, in milliseconds: the system may lose word of changes when many come at once. */
  readonly rescanMs: number;
  /** The same where the system does not watch. */
  readonly pollMs: number;
  /** Told of faults; the watch goes on. */
  readonly onFault: (fault: unknown) => void;
  /** Starts the library that watches; tests have one that fails. */
  readonly startWatcher?: (root: string) => FSWatcher;
}

/** Scans of all take at most one part in so many of the time: of a folder so large that one takes a minute they are rare. */
const restPerScan = 50;
const restPerPoll = 10;

/** What the system answers when it watches no more folders for this user, and what the person who may change that raises. */
const exhausted: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'fs.inotify.max_user_watches'],
  ['EMFILE', 'fs.inotify.max_user_instances, or the limit of open files,'],
  ['ENFILE', 'fs.file-max'],
]);

/**
 * Hears of changes in the bucket's folder, by the system's own notices through chokidar, and has every key that may have changed
 * observed. What no notice came of (while the server was down, or because the system lost it) is found by scans: one at the start, one
 * of each folder that comes or goes, and one of all from time to time.
 */
export class FolderWatch {
  readonly #parts: FolderWatchParts;
  readonly #prefixes = new Set<string>();
  #watcher: FSWatcher | undefined;
  #scanning: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();
  #isPolling = false;

  /** Settles when the first scan is through: every key that changed while nobody watched is observed. */
  readonly started: Promise<void>;

  constructor(parts: FolderWatchParts) {
    this.#parts = parts;
    this.started = this.#start().catch(parts.onFault);
  }

  /** Returns when all that was heard of up to now is recorded. */
  async caughtUp(): Promise<void> {
    await this.started;
    await this.#scanning;
    await this.#parts.settling.settled();
  }

  /** Watches no more; returns when no scan is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#prefixes.clear();
    await this.#watcher?.close();
    await this.#scanning;
  }

  async #start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    // The first scan comes when the system gives notice of all that happens behind it.
    this.#watcher = (this.#parts.startWatcher ?? startChokidar)(this.#parts.tree.root)
      .on('ready', () => resolve(undefined))
      .on('all', (event, path) => this.#hear(event, path))
      .on('raw', (event, name, details) => {
        const path = pathIn(name, details);
        if (path === undefined) return;
        (event === 'rename' ? this.#rewatch(path) : this.#hearWrite(path)).catch(this.#parts.onFault);
      })
      .on('error', (error) => {
        this.#failed(error);
        resolve(undefined);
      });
    this.#closing.signal.addEventListener('abort', () => resolve(undefined));
    await promise;
    await this.#scan('');
  }

  #hear(event: string, path: string): void {
    const key = this.#parts.tree.keyAt(path);
    if (event === 'addDir' || event === 'unlinkDir') void this.#scan(key === undefined ? '' : `${key}/`);
    if (key !== undefined) this.#parts.settling.observe(key);
  }

  /** chokidar drops what comes within 5 ms of a notice of the same file, which may be the last word of it. */
  async #hearWrite(path: string): Promise<void> {
    const key = this.#parts.tree.keyAt(path);
    if (key === undefined) return;
    // A file's own watcher names the file as if it stood within itself.
    if (this.#parts.settling.has(key) || (await unlessAbsent(lstat(path)))?.isFile() === true)
      this.#parts.settling.observe(key);
  }

  /**
   * chokidar 6.0.0 gives no notice of a folder that takes the place of a file, and often does not watch it from then on, until it is
   * told to: of 25 such folders 17 were lost.
   */
  async #rewatch(path: string): Promise<void> {
    const key = this.#parts.tree.keyAt(path);
    if (key === undefined || this.#isPolling || !(await this.#parts.isObject(key))) return;
    if ((await unlessAbsent(lstat(path)))?.isDirectory() !== true || this.#closing.signal.aborted) return;
    this.#watcher?.unwatch(path).add(path);
    this.#parts.settling.observe(key);
    void this.#scan(`${key}/`);
  }

  #failed(error: unknown): void {
    // chokidar hands some errors on as nothing but their text.
    const code = systemCode(error) ?? /\b(E[A-Z]+):/.exec(String(error))?.[1] ?? '';
    const limit = exhausted.get(code);
    if (limit === undefined) {
      // What is gone before it is watched is no fault.
      if (code !== 'ENOENT') this.#parts.onFault(error);
      void this.#scan('');
    } else if (!this.#isPolling) {
      this.#isPolling = true;
      const seconds = this.#parts.pollMs / 1000;
      const message = `the system watches no more folders (${code}): the bucket's folder is looked through every ${seconds} s instead; raise ${limit} and start again to have changes at once`;
      this.#parts.onFault(new Error(message, { cause: error }));
      void this.#watcher?.close().catch(this.#parts.onFault);
      void this.#scan('');
    }
  }

  /** Scans what is under a prefix, with all else that waits to be scanned. */
  #scan(prefix: string): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve();
    this.#prefixes.add(prefix);
    this.#scanning ??= this.#scanAll().finally(() => (this.#scanning = undefined));
    return this.#scanning;
  }

  async #scanAll(): Promise<void> {
    while (this.#prefixes.size > 0) {
      const prefixes = [...this.#prefixes];
      this.#prefixes.clear();
      for (const prefix of prefixes) {
        if (prefixes.some((other) => other !== prefix && prefix.startsWith(other))) continue;
        const start = performance.now();
        await this.#parts.scan(prefix, this.#closing.signal).catch(this.#parts.onFault);
        if (this.#closing.signal.aborted) return;
        // A scan of less must not put it off: where folders come all the time it would never be its turn.
        if (prefix === '') this.#scheduleRescan(performance.now() - start);
      }
    }
  }

  #scheduleRescan(scanMs: number): void {
    const { rescanMs, pollMs } = this.#parts;
    const restMs = this.#isPolling ? Math.max(pollMs, scanMs * restPerPoll) : Math.max(rescanMs, scanMs * restPerScan);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#scan(''), restMs).unref();
  }
}

/** The path that a notice of the system's is about. */
function pathIn(name: string | null, details: unknown): string | undefined {
  if (name === null || typeof details !== 'object' || details === null || !('watchedPath' in details)) return undefined;
  return join(String(details.watchedPath), name);
}

/** Every file counts, also those that editors make and remove, and a file is judged whole elsewhere: hence neither of its delays. */
function startChokidar(root: string): FSWatcher {
  return watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false,
    ignorePermissionErrors: true,
    persistent: false,
  });
}
