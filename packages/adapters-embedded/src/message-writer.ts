import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MessageOperation, MessageResult, TakenRow } from './message-operations.js';

type Of<K extends MessageOperation['kind']> = Extract<MessageOperation, { readonly kind: K }>;

/** Writes the messages of queues, within transactions that its caller opens and commits. */
export class MessageWriter {
  readonly #send: StatementSync;
  readonly #visible: StatementSync;
  readonly #take: StatementSync;
  readonly #giveUp: StatementSync;
  readonly #delete: StatementSync;
  readonly #release: StatementSync;
  readonly #bury: StatementSync;
  readonly #redriveAll: StatementSync;
  readonly #redriveSome: StatementSync;
  readonly #giveBack: StatementSync;
  readonly #showUnreceived: StatementSync;

  /** @param database of the newest schema */
  constructor(database: DatabaseSync) {
    this.#send = database.prepare(`
      INSERT INTO messages (queue, is_dead, visible_at_ms, receive_count, message_id, sent_at_ms, traceparent, body)
      VALUES (?1, 0, ?2, 0, ?3, ?2, ?4, ?5)`);
    this.#visible = database.prepare(`
      SELECT sequence, receive_count + 1, message_id, sent_at_ms, traceparent, body FROM messages
      WHERE queue = ? AND is_dead = 0 AND visible_at_ms <= ? ORDER BY visible_at_ms, sequence LIMIT ?`);
    this.#visible.setReturnArrays(true);
    this.#take = database.prepare(
      'UPDATE messages SET receive_count = receive_count + 1, visible_at_ms = ?, delivery = ? WHERE sequence = ?',
    );
    this.#giveUp = database.prepare('UPDATE messages SET is_dead = 1, delivery = NULL WHERE sequence = ?');
    this.#delete = database.prepare('DELETE FROM messages WHERE sequence = ? AND delivery = ?');
    this.#release = database.prepare(`
      UPDATE messages SET delivery = NULL, visible_at_ms = ?, is_dead = (receive_count >= ?), reason = ?
      WHERE sequence = ? AND delivery = ?`);
    this.#bury = database.prepare(
      'UPDATE messages SET delivery = NULL, is_dead = 1, reason = ? WHERE sequence = ? AND delivery = ?',
    );
    const redrive = `
      UPDATE messages SET is_dead = 0, visible_at_ms = ?1, sent_at_ms = ?1, receive_count = 0, reason = NULL
      WHERE queue = ?2 AND is_dead = 1`;
    this.#redriveAll = database.prepare(redrive);
    this.#redriveSome = database.prepare(`${redrive} AND message_id IN (SELECT value FROM json_each(?3))`);
    this.#giveBack = database.prepare(`
      UPDATE messages SET delivery = NULL, visible_at_ms = ?, receive_count = receive_count - 1
      WHERE is_dead = 0 AND delivery IS NOT NULL`);
    this.#showUnreceived = database.prepare(
      'UPDATE messages SET visible_at_ms = ?1 WHERE is_dead = 0 AND receive_count = 0 AND visible_at_ms > ?1',
    );
  }

  /** Carries an operation out. */
  apply(operation: MessageOperation): MessageResult {
    const taken = operation.kind === 'receive' ? this.#receive(operation) : [];
    const changed = operation.kind === 'receive' ? taken.length : this.#changes(operation);
    return { code: 'messages', changed, taken };
  }

  #changes(operation: Exclude<MessageOperation, Of<'receive'>>): number {
    switch (operation.kind) {
      case 'send':
        for (const row of operation.rows) this.#send.run(operation.queue, operation.atMs, ...row);
        return operation.rows.length;
      case 'delete':
        return operation.receipts.reduce((sum, receipt) => sum + Number(this.#delete.run(...receipt).changes), 0);
      case 'release': {
        const { visibleAtMs, maxReceives, reason, receipt } = operation;
        return Number(this.#release.run(visibleAtMs, maxReceives, reason, ...receipt).changes);
      }
      case 'bury':
        return Number(this.#bury.run(operation.reason, ...operation.receipt).changes);
      case 'redrive':
        return this.#redrive(operation);
      case 'give-back':
        return (
          Number(this.#giveBack.run(operation.atMs).changes) + Number(this.#showUnreceived.run(operation.atMs).changes)
        );
    }
  }

  #redrive({ queue, messageIds, atMs }: Of<'redrive'>): number {
    const { changes } =
      messageIds === undefined
        ? this.#redriveAll.run(atMs, queue)
        : this.#redriveSome.run(atMs, queue, JSON.stringify(messageIds));
    return Number(changes);
  }

  #receive({ queue, max, maxReceives, atMs, visibleAtMs, delivery }: Of<'receive'>): TakenRow[] {
    const taken: TakenRow[] = [];
    while (taken.length < max) {
      const rows = this.#visible.all(queue, atMs, max - taken.length) as unknown as TakenRow[];
      if (rows.length === 0) break;
      for (const row of rows) {
        const [sequence, receiveCount] = row;
        if (receiveCount > maxReceives) {
          this.#giveUp.run(sequence);
          continue;
        }
        this.#take.run(visibleAtMs, delivery, sequence);
        taken.push(row);
      }
    }
    return taken;
  }
}
