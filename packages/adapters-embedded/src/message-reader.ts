import type { DeadLetter, QueueFigures } from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

type DeadRow = [
  messageId: string,
  body: string,
  traceparent: string | null,
  sentAtMs: number,
  receiveCount: number,
  reason: string | null,
];

/** Reads the messages of one queue. Throws SQLite's own errors. */
export class MessageReader {
  readonly #nextVisible: StatementSync;
  readonly #counts: StatementSync;
  readonly #oldest: StatementSync;
  readonly #dead: StatementSync;

  /** @param database a connection to a file of the newest schema */
  constructor(
    database: DatabaseSync,
    private readonly queue: string,
  ) {
    this.#nextVisible = database.prepare(
      'SELECT min(visible_at_ms) FROM messages INDEXED BY messages_living WHERE queue = ? AND is_dead = 0',
    );
    this.#counts = database.prepare(`
      SELECT
        (SELECT count(*) FROM messages INDEXED BY messages_living WHERE queue = ?1 AND is_dead = 0 AND visible_at_ms <= ?2),
        (SELECT count(*) FROM messages INDEXED BY messages_living WHERE queue = ?1 AND is_dead = 0 AND visible_at_ms > ?2),
        (SELECT count(*) FROM messages INDEXED BY messages_dead WHERE queue = ?1 AND is_dead = 1)`);
    this.#oldest = database.prepare(
      'SELECT min(sent_at_ms) FROM messages INDEXED BY messages_living_by_age WHERE queue = ? AND is_dead = 0',
    );
    this.#dead = database.prepare(`
      SELECT message_id, body, traceparent, sent_at_ms, receive_count, reason
      FROM messages INDEXED BY messages_dead WHERE queue = ? AND is_dead = 1 ORDER BY sequence LIMIT ?`);
    for (const statement of [this.#nextVisible, this.#counts, this.#oldest, this.#dead])
      statement.setReturnArrays(true);
  }

  /** When the next living message is visible, in milliseconds since 1970; it may be so already. */
  nextVisibleMs(): number | undefined {
    return (this.#nextVisible.get(this.queue) as unknown as [number | null])[0] ?? undefined;
  }

  /** How full the queue is at a time in milliseconds since 1970. */
  figures(atMs: number): QueueFigures {
    const [waiting, inFlight, dead] = this.#counts.get(this.queue, atMs) as unknown as [number, number, number];
    const [oldestMs] = this.#oldest.get(this.queue) as unknown as [number | null];
    return { waiting, inFlight, dead, ...(oldestMs !== null && { oldestAgeMs: Math.max(0, atMs - oldestMs) }) };
  }

  /** Up to `limit` dead messages, those that were sent first before others. */
  dead(limit: number): DeadLetter[] {
    const rows = this.#dead.all(this.queue, limit) as unknown as DeadRow[];
    return rows.map(([messageId, body, traceparent, sentAtMs, receiveCount, reason]) => ({
      messageId,
      body,
      ...(traceparent !== null && { traceparent }),
      sentAtMs,
      receiveCount,
      ...(reason !== null && { reason }),
    }));
  }
}
