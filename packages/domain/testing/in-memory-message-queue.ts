import { randomUUID } from 'node:crypto';
import { deadLetterReason, type DeadLetter, type DeadLetters } from '../src/queue/dead-letters.js';
import type {
  DeleteOutcome,
  MessageQueue,
  OutgoingMessage,
  QueueFigures,
  ReceivedMessage,
  ReceiveRequest,
  SendOutcome,
} from '../src/queue/message-queue.js';
import { sendableMessages } from '../src/queue/sendable-messages.js';

/** How a fake queue behaves. */
export interface InMemoryMessageQueueOptions {
  /** `fake` where absent. */
  readonly name?: string;
  /** 3 where absent. */
  readonly maxReceives?: number;
  /** What visibility goes by, in milliseconds since 1970; the system's clock where absent. */
  readonly nowMs?: () => number;
  /** The ids of messages; random ones where absent. */
  readonly nextId?: () => string;
}

interface KeptMessage {
  readonly message: OutgoingMessage;
  readonly messageId: string;
  sentAtMs: number;
  visibleAtMs: number;
  receiveCount: number;
  receipt?: string | undefined;
  reason?: string | undefined;
  isBuried: boolean;
}

/** Keeps messages in a list: the port's shortest implementation, for tests of what stands above it. */
export class InMemoryMessageQueue implements MessageQueue {
  readonly name: string;
  readonly maxReceives: number;
  readonly deadLetters: DeadLetters = { list: (limit) => this.#list(limit), redrive: (ids) => this.#redrive(ids) };
  /** Says why a message to send fails; `undefined` lets it be sent. */
  refuse: (message: OutgoingMessage) => unknown = () => undefined;
  /** What every call throws, while there is one. */
  fault: Error | undefined;
  readonly #nowMs: () => number;
  readonly #nextId: () => string;
  readonly #waiting = new Set<() => void>();
  #kept: KeptMessage[] = [];

  constructor({
    name = 'fake',
    maxReceives = 3,
    nowMs = Date.now,
    nextId = randomUUID,
  }: InMemoryMessageQueueOptions = {}) {
    this.name = name;
    this.maxReceives = maxReceives;
    this.#nowMs = nowMs;
    this.#nextId = nextId;
  }

  async send(messages: readonly OutgoingMessage[]): Promise<readonly SendOutcome[]> {
    await this.#answering();
    const outcomes = sendableMessages(messages).map((message): SendOutcome => {
      const cause = this.refuse(message);
      if (cause !== undefined) return { code: 'failed', cause };
      const messageId = this.#nextId();
      const nowMs = this.#nowMs();
      this.#kept.push({ message, messageId, sentAtMs: nowMs, visibleAtMs: nowMs, receiveCount: 0, isBuried: false });
      return { code: 'sent', messageId };
    });
    this.#wake();
    return outcomes;
  }

  async receive({ max, waitMs, visibilityMs, signal }: ReceiveRequest): Promise<readonly ReceivedMessage[]> {
    const endsAtMs = Date.now() + waitMs;
    for (;;) {
      await this.#answering();
      const received = signal?.aborted ? [] : this.#take(max, visibilityMs);
      const leftMs = endsAtMs - Date.now();
      if (received.length > 0 || leftMs <= 0 || signal?.aborted) return received;
      await this.#change(leftMs, signal);
    }
  }

  async delete(receipts: readonly string[]): Promise<readonly DeleteOutcome[]> {
    await this.#answering();
    this.#kept = this.#kept.filter(({ receipt }) => receipt === undefined || !receipts.includes(receipt));
    return receipts.map(() => ({ code: 'deleted' }));
  }

  async release({ receipt }: ReceivedMessage, delayMs: number, reason: string): Promise<void> {
    await this.#answering();
    const kept = this.#received(receipt);
    if (kept === undefined) return;
    kept.visibleAtMs = this.#nowMs() + delayMs;
    kept.reason = deadLetterReason(reason);
    this.#wake();
  }

  async bury({ receipt }: ReceivedMessage, reason: string): Promise<void> {
    await this.#answering();
    const kept = this.#received(receipt);
    if (kept === undefined) return;
    Object.assign(kept, { isBuried: true, receipt: undefined, reason: deadLetterReason(reason) });
  }

  async figures(): Promise<QueueFigures> {
    await this.#answering();
    const living = this.#kept.filter((kept) => !this.#isDead(kept));
    const waiting = living.filter(({ visibleAtMs }) => visibleAtMs <= this.#nowMs()).length;
    return {
      waiting,
      inFlight: living.length - waiting,
      dead: this.#kept.length - living.length,
      ...(living.length > 0 && { oldestAgeMs: this.#nowMs() - Math.min(...living.map(({ sentAtMs }) => sentAtMs)) }),
    };
  }

  async #list(limit: number): Promise<readonly DeadLetter[]> {
    await this.#answering();
    return this.#kept
      .filter((kept) => this.#isDead(kept))
      .slice(0, limit)
      .map(({ message, messageId, sentAtMs, receiveCount, reason }) => ({
        ...message,
        messageId,
        sentAtMs,
        receiveCount,
        ...(reason !== undefined && { reason }),
      }));
  }

  async #redrive(messageIds?: readonly string[]): Promise<number> {
    await this.#answering();
    const redriven = this.#kept.filter(
      (kept) => this.#isDead(kept) && (messageIds === undefined || messageIds.includes(kept.messageId)),
    );
    const nowMs = this.#nowMs();
    const anew = { sentAtMs: nowMs, visibleAtMs: nowMs, receiveCount: 0, isBuried: false };
    for (const kept of redriven) Object.assign(kept, { ...anew, reason: undefined, receipt: undefined });
    this.#wake();
    return redriven.length;
  }

  #isDead(kept: KeptMessage): boolean {
    return kept.isBuried || (kept.receiveCount >= this.maxReceives && kept.visibleAtMs <= this.#nowMs());
  }

  #take(max: number, visibilityMs: number): ReceivedMessage[] {
    const nowMs = this.#nowMs();
    const taken = this.#kept.filter((kept) => kept.visibleAtMs <= nowMs && !this.#isDead(kept)).slice(0, max);
    return taken.map((kept) => {
      const receipt = randomUUID();
      const receiveCount = kept.receiveCount + 1;
      Object.assign(kept, { receipt, receiveCount, visibleAtMs: nowMs + visibilityMs });
      return { ...kept.message, messageId: kept.messageId, receipt, receiveCount, sentAtMs: kept.sentAtMs };
    });
  }

  #received(receipt: string): KeptMessage | undefined {
    return this.#kept.find((kept) => kept.receipt === receipt);
  }

  /** Waits until something may have become visible, or for `leftMs`. */
  async #change(leftMs: number, signal: AbortSignal | undefined): Promise<void> {
    const nowMs = this.#nowMs();
    const nextMs = this.#kept.map(({ visibleAtMs }) => visibleAtMs - nowMs).filter((inMs) => inMs > 0);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(leftMs, ...nextMs));
      signal?.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #answering(): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
  }
}
