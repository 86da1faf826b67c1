import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { EventRow } from './event-columns.js';
import type { MessageOperation, MessageResult } from './message-operations.js';
import type { ObjectOperation } from './object-operations.js';
import { unavailable } from './unavailable.js';
import type {
  AppendResult,
  WriterMessage,
  WriterOperation,
  WriterResult,
  WriterThreadData,
} from './writer-operations.js';

/**
 * The rows that go to the writer without waiting for the end of the turn, so that it works while this thread still reads requests.
 * At 64 clients on a disk that syncs in 0.1 to 1 ms this recorded 1.2 to 1.3 times as many events as one message a turn; on one
 * that takes 5 ms, 0.8 times, because what was sent first makes the rest wait for a second sync.
 */
const rowsPerMessage = 16;

/**
 * The thread's space for young objects, in MiB a half. What it reads of a message is garbage once it is stored, so that a collection
 * finds next to nothing to copy: with 16 MiB collections took 0.1 µs of the time of an event of a batch, with this 0.4 µs, and with
 * half of it, which a message of 500 events does not fit, 4.7 µs.
 */
const semiSpaceMb = 2;

/** An operation that waits to be sent, and its promise. */
interface Pending {
  readonly operation: WriterOperation;
  readonly result: PromiseWithResolvers<WriterResult>;
}

/**
 * Hands operations to the writer's thread, in order, and their results back.
 *
 * What is submitted within a turn shares a message; what reaches the thread while it waits for the disk shares its next commit. A
 * thread that ends by a fault fails what it was given, and the next operation starts another.
 */
export class GroupCommit {
  readonly #data: WriterThreadData;
  readonly #onFault: (fault: unknown) => void;
  #thread: Worker | undefined;
  #waiting: Pending[] = [];
  #waitingRows = 0;
  /** The promises of what was sent; the operations themselves are the thread's by then. */
  readonly #sent: PromiseWithResolvers<WriterResult>[] = [];
  #isClosed = false;

  /** @param onFault told why the thread ended, when nobody asked it to */
  constructor(data: WriterThreadData, onFault: (fault: unknown) => void) {
    this.#data = data;
    this.#onFault = onFault;
  }

  /**
   * Stores each row whose identity is absent or expired at `atMs` (milliseconds since 1970), durably before it returns. No rows are
   * a question whether the writer answers. Throws `EngineUnavailable`.
   */
  async append(rows: readonly EventRow[], atMs: number): Promise<AppendResult> {
    const result = await this.#submit({ kind: 'append', rows, atMs }, rows.length);
    if (result.code !== 'appended') throw unavailable(new Error(reasonIn(result)));
    return result;
  }

  /** Deletes up to `limit` events that have expired at `atMs`, the oldest expiry first: how many. Throws `EngineUnavailable`. */
  async sweep(atMs: number, limit: number): Promise<number> {
    const result = await this.#submit({ kind: 'sweep', atMs, limit }, 0);
    if (result.code !== 'swept') throw unavailable(new Error(reasonIn(result)));
    return result.deleted;
  }

  /** Changes the catalogue, or what is known of the bucket's folder, durably: whether there was a change. Throws `EngineUnavailable`. */
  async change(operation: ObjectOperation): Promise<boolean> {
    const result = await this.#submit(operation, 1);
    if (result.code !== 'done') throw unavailable(new Error(reasonIn(result)));
    return result.changed;
  }

  /** Does something with messages, durably. Throws `EngineUnavailable`. */
  async messages(operation: MessageOperation): Promise<MessageResult> {
    const rows = operation.kind === 'send' ? operation.rows.length : 1;
    const result = await this.#submit({ kind: 'messages', operation }, rows);
    if (result.code !== 'messages') throw unavailable(new Error(reasonIn(result)));
    return result;
  }

  /** Refuses what comes from now on and returns when everything before has its result. */
  async drain(): Promise<void> {
    this.#isClosed = true;
    this.#flush();
    await Promise.allSettled(this.#sent.map(({ promise }) => promise));
  }

  /** Drains, and ends the thread: the data file is closed when it returns. */
  async close(): Promise<void> {
    await this.drain();
    const thread = this.#thread;
    if (thread === undefined) return;
    const exit = once(thread, 'exit');
    thread.postMessage('close' satisfies WriterMessage);
    await exit;
  }

  #submit(operation: WriterOperation, rows: number): Promise<WriterResult> {
    if (this.#isClosed) return Promise.reject(unavailable(new Error('the engine is closed')));
    const result = Promise.withResolvers<WriterResult>();
    const isFirst = this.#waiting.push({ operation, result }) === 1;
    this.#waitingRows += rows;
    if (this.#waitingRows >= rowsPerMessage) this.#flush();
    else if (isFirst) setImmediate(() => this.#flush());
    return result.promise;
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const pending = this.#waiting;
    this.#waiting = [];
    this.#waitingRows = 0;
    try {
      this.#thread ??= this.#start();
      this.#thread.postMessage(pending.map(({ operation }) => operation) satisfies WriterMessage);
      for (const { result } of pending) this.#sent.push(result);
    } catch (error) {
      for (const { result } of pending) result.reject(unavailable(error));
    }
  }

  /** The thread runs what was compiled, found through the package's own exports, wherever this module itself is run from. */
  #start(): Worker {
    const file = new URL(import.meta.resolve('@annals/adapters-embedded/writer-thread'));
    // Flags that the process was started with stand above what a thread is limited to, and only heaps to come heed them.
    for (const flag of ['min', 'max']) setFlagsFromString(`--${flag}-semi-space-size=${semiSpaceMb}`);
    const thread = new Worker(file, { workerData: this.#data });
    let fault: unknown;
    thread.on('message', (results: readonly WriterResult[]) => this.#settle(results));
    thread.on('error', (error: unknown) => (fault = error));
    thread.on('exit', (code) => this.#ended(fault ?? new Error(`the writer's thread ended with code ${code}`)));
    return thread;
  }

  #settle(results: readonly WriterResult[]): void {
    const settled = this.#sent.splice(0, results.length);
    for (const [index, { resolve }] of settled.entries()) resolve(results[index]!);
  }

  #ended(fault: unknown): void {
    this.#thread = undefined;
    const unanswered = this.#sent.splice(0);
    if (this.#isClosed && unanswered.length === 0) return;
    for (const { reject } of unanswered) reject(unavailable(fault));
    this.#onFault(fault);
  }
}

function reasonIn(result: WriterResult): string {
  return result.code === 'failed' ? result.reason : `the writer answered ${result.code} to another question`;
}
