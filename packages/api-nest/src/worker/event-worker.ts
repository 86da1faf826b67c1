import type { Clock, EventRepository, MessageQueue, ReceivedMessage, Sha256, Telemetry } from '@annals/domain';
import type { Logger } from 'pino';
import { HandledBatch } from './handled-batch.js';
import { pause } from './pause.js';

/** What a worker needs. */
export interface EventWorkerOptions {
  readonly queue: MessageQueue;
  /** OpenTelemetry's name of what keeps its messages. */
  readonly queueSystem?: string | undefined;
  readonly repository: Pick<EventRepository, 'append'>;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** How long to leave an engine alone that was unavailable so many times in a row, from 1, in milliseconds; `restMs` where absent. */
  readonly restMs?: (times: number) => number;
}

/** The most messages that one call receives. */
const batchSize = 10;

/** How many batches are under way at once: 40 events share a sync of the disk, and a queue that is behind is not waited for. */
const concurrentBatches = 4;

/** How long one call waits for messages, in milliseconds: the longest that every queue allows. */
const waitMs = 20_000;

/** How long a batch may take before somebody else may take it, in milliseconds: every engine gives up well before. */
const visibilityMs = 120_000;

/** Doubling from a second to half a minute. */
function restMs(times: number): number {
  return Math.min(1000 * 2 ** (times - 1), 30_000);
}

/**
 * Records queued events, until it is stopped. A message is deleted once its event is recorded, and not before: one that a crash cut short
 * comes back, and its event meets its own write.
 *
 * What fails comes back later and later; what can never succeed goes to the dead letters. Neither holds up the rest, unless the engine
 * itself is away: then it is left alone for a while, so that messages do not die of being received.
 */
export class EventWorker {
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #ended: Promise<void>;
  /** How many batches in a row the engine was away for, and receipts of nothing but a fault. */
  #outages = 0;

  private constructor(private readonly options: EventWorkerOptions) {
    this.#ended = this.#run();
  }

  /** Starts one. */
  static start(options: EventWorkerOptions): EventWorker {
    return new EventWorker(options);
  }

  /** Receives no more, and waits for what is under way. Returns whether that was done within `timeoutMs`; the rest comes back. */
  async stop(timeoutMs: number): Promise<boolean> {
    this.#stopped.abort();
    const late = new AbortController();
    const finished = this.#ended.then(() => true);
    const isFinished = await Promise.race([finished, pause(timeoutMs, late.signal).then(() => false)]);
    late.abort();
    return isFinished;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      // An engine that is away is asked by one batch at a time.
      const limit = this.#outages === 0 ? concurrentBatches : 1;
      if (this.#underWay.size >= limit) await Promise.race(this.#underWay);
      else await this.#next(signal);
    }
    await Promise.all(this.#underWay);
  }

  async #next(signal: AbortSignal): Promise<void> {
    if (this.#outages > 0) await pause((this.options.restMs ?? restMs)(this.#outages), signal);
    const messages = signal.aborted ? [] : await this.#receive(signal);
    if (messages.length === 0) return;
    const handling: Promise<void> = this.#handle(messages).finally(() => this.#underWay.delete(handling));
    this.#underWay.add(handling);
  }

  async #receive(signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
    const { queue, logger } = this.options;
    try {
      const messages = await queue.receive({ max: batchSize, waitMs, visibilityMs, signal });
      if (messages.length === 0) this.#outages = 0;
      return messages;
    } catch (err) {
      // Once for each outage, not once for each try.
      if (this.#outages === 0) logger.error({ err, queue: queue.name }, 'the queue cannot be read; trying on');
      this.#outages++;
      return [];
    }
  }

  async #handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const batch = new HandledBatch(this.options);
    await Promise.all(messages.map((message) => batch.process(message)));
    await batch.settle();
    this.#outages = batch.foundEngineAway ? this.#outages + 1 : 0;
  }
}
