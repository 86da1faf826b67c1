import {
  deadLetterReason,
  sendableMessages,
  type Clock,
  type DeadLetters,
  type DeleteOutcome,
  type MessageQueue,
  type OutgoingMessage,
  type QueueFigures,
  type ReceivedMessage,
  type ReceiveRequest,
  type SendOutcome,
} from '@annals/domain';
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Arrivals } from './arrivals.js';
import type { GroupCommit } from './group-commit.js';
import type { Receipt, TakenRow } from './message-operations.js';
import { MessageReader } from './message-reader.js';
import { reading } from './unavailable.js';

/** How often who waits looks for what another process (a command that redrives) has sent, in milliseconds. */
const otherProcessMs = 1_000;

/** What a queue of the engine is made of. */
export interface SqliteMessageQueueParts {
  readonly name: string;
  readonly maxReceives: number;
  /** A connection for reading. */
  readonly database: DatabaseSync;
  /** The way to the connection that writes. */
  readonly writer: GroupCommit;
  readonly clock: Clock;
}

/**
 * A queue in the data file. Everything but looking is one operation of the writer's, durable before it returns; a `send` is stored
 * whole or not at all. Messages are received in the order in which they became visible.
 */
export class SqliteMessageQueue implements MessageQueue {
  readonly name: string;
  readonly maxReceives: number;
  /** Kept until they are redriven. */
  readonly deadLetters: DeadLetters;
  readonly #reader: MessageReader;
  readonly #writer: GroupCommit;
  readonly #clock: Clock;
  readonly #arrivals = new Arrivals();
  #lastMs = 0;

  constructor({ name, maxReceives, database, writer, clock }: SqliteMessageQueueParts) {
    this.name = name;
    this.maxReceives = maxReceives;
    this.#reader = new MessageReader(database, name);
    this.#writer = writer;
    this.#clock = clock;
    this.deadLetters = {
      list: (limit) => reading(() => this.#reader.dead(limit)),
      redrive: (messageIds) => this.#redrive(messageIds),
    };
  }

  async send(messages: readonly OutgoingMessage[]): Promise<readonly SendOutcome[]> {
    const sendable = sendableMessages(messages);
    const ids = sendable.map(() => randomUUID());
    const rows = sendable.map(
      ({ body, traceparent }, index) => [ids[index]!, traceparent ?? null, body] as [string, string | null, string],
    );
    await this.#writer.messages({ kind: 'send', queue: this.name, rows, atMs: this.#nowMs() });
    this.#arrivals.announce();
    return ids.map((messageId) => ({ code: 'sent', messageId }));
  }

  async receive({ max, waitMs, visibilityMs, signal }: ReceiveRequest): Promise<readonly ReceivedMessage[]> {
    const endsAtMs = performance.now() + waitMs;
    for (;;) {
      const seen = this.#arrivals.count;
      const nextMs = await reading(() => this.#reader.nextVisibleMs());
      const received = nextMs !== undefined && nextMs <= this.#nowMs() ? await this.#take(max, visibilityMs) : [];
      const leftMs = endsAtMs - performance.now();
      if (received.length > 0 || leftMs <= 0 || signal?.aborted || this.#arrivals.isClosed) return received;
      const inMs = nextMs === undefined ? leftMs : Math.max(0, nextMs - this.#nowMs());
      await this.#arrivals.next(seen, Math.min(leftMs, inMs, otherProcessMs), signal);
    }
  }

  async delete(receipts: readonly string[]): Promise<readonly DeleteOutcome[]> {
    const known = receipts.map(parseReceipt).filter((receipt) => receipt !== undefined);
    await this.#writer.messages({ kind: 'delete', receipts: known });
    return receipts.map(() => ({ code: 'deleted' }));
  }

  async release(message: ReceivedMessage, delayMs: number, reason: string): Promise<void> {
    const receipt = parseReceipt(message.receipt);
    if (receipt === undefined) return;
    const { maxReceives } = this;
    const visibleAtMs = this.#nowMs() + delayMs;
    await this.#writer.messages({
      kind: 'release',
      receipt,
      visibleAtMs,
      maxReceives,
      reason: deadLetterReason(reason),
    });
    this.#arrivals.announce();
  }

  async bury(message: ReceivedMessage, reason: string): Promise<void> {
    const receipt = parseReceipt(message.receipt);
    if (receipt === undefined) return;
    await this.#writer.messages({ kind: 'bury', receipt, reason: deadLetterReason(reason) });
  }

  figures(): Promise<QueueFigures> {
    return reading(() => this.#reader.figures(this.#nowMs()));
  }

  /** Ends every wait, with nothing. */
  close(): void {
    this.#arrivals.close();
  }

  async #redrive(messageIds?: readonly string[]): Promise<number> {
    const { changed } = await this.#writer.messages({
      kind: 'redrive',
      queue: this.name,
      messageIds,
      atMs: this.#nowMs(),
    });
    this.#arrivals.announce();
    return changed;
  }

  async #take(max: number, visibilityMs: number): Promise<ReceivedMessage[]> {
    const atMs = this.#nowMs();
    const { name: queue, maxReceives } = this;
    const delivery = randomUUID();
    const visibleAtMs = atMs + visibilityMs;
    const operation = { kind: 'receive', queue, max, maxReceives, atMs, visibleAtMs, delivery } as const;
    const { taken } = await this.#writer.messages(operation);
    return taken.map((row) => receivedMessage(row, delivery));
  }

  /** The clock's time, which never goes back here: what was visible before the clock was set back stays so. */
  #nowMs(): number {
    this.#lastMs = Math.max(this.#lastMs, Math.floor(this.#clock.nowMicros() / 1000));
    return this.#lastMs;
  }
}

function receivedMessage(row: TakenRow, delivery: string): ReceivedMessage {
  const [sequence, receiveCount, messageId, sentAtMs, traceparent, body] = row;
  const receipt = `${sequence}.${delivery}`;
  return { messageId, receipt, receiveCount, sentAtMs, body, ...(traceparent !== null && { traceparent }) };
}

/** `undefined` for what was never a receipt of this engine: it is as good as one that is no longer good. */
function parseReceipt(text: string): Receipt | undefined {
  const [, sequence, delivery] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  return sequence === undefined ? undefined : [Number(sequence), delivery!];
}
