import { noTelemetry, type DeadLetters, type MessageQueue, type Telemetry } from '@annals/domain';
import { instrumentMessages } from './instrumented-ports.js';
import { SqliteMessageQueue, type SqliteMessageQueueParts } from './sqlite-message-queue.js';

/** A queue of the data folder, and what it gave up, which is kept until it is redriven. */
export interface EmbeddedQueue extends MessageQueue {
  readonly deadLetters: DeadLetters;
}

/** The queues of a data folder that were asked for. */
export class EmbeddedQueues {
  readonly #inner: SqliteMessageQueue[] = [];
  readonly #known = new Map<string, EmbeddedQueue>();

  constructor(
    private readonly parts: Omit<SqliteMessageQueueParts, 'name' | 'maxReceives'>,
    private readonly telemetry: Telemetry,
  ) {}

  /** The queue of a name; a second call gives the same. */
  queue(name: string, maxReceives: number): EmbeddedQueue {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const inner = new SqliteMessageQueue({ ...this.parts, name, maxReceives });
    const queue = this.telemetry === noTelemetry ? inner : instrumented(inner, this.telemetry);
    this.#inner.push(inner);
    this.#known.set(name, queue);
    return queue;
  }

  /** Has whoever waits for messages wait no more. */
  close(): void {
    for (const inner of this.#inner) inner.close();
  }
}

function instrumented(inner: SqliteMessageQueue, telemetry: Telemetry): EmbeddedQueue {
  return { ...instrumentMessages(inner, telemetry), deadLetters: inner.deadLetters };
}
