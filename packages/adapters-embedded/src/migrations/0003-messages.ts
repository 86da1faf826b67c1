/**
 * The messages of queues, dead ones included.
 *
 * `delivery` names the delivery that a message is out on: it is NULL for one that was never received, that was given back, or that is
 * dead. `body` stands last: SQLite reads a row from its start, and so never touches the overflow pages of bodies that it passes over.
 */
export const messages = `
CREATE TABLE messages (
  sequence INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  is_dead INTEGER NOT NULL,
  visible_at_ms INTEGER NOT NULL,
  receive_count INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  delivery TEXT,
  reason TEXT,
  traceparent TEXT,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX messages_living ON messages (queue, visible_at_ms, sequence) WHERE is_dead = 0;
CREATE INDEX messages_living_by_age ON messages (queue, sent_at_ms) WHERE is_dead = 0;
CREATE INDEX messages_dead ON messages (queue, sequence) WHERE is_dead = 1;
`;
