import { createClock, type DeadLetters, type QueueFigures } from '@annals/domain';
import type { DatabaseSync } from 'node:sqlite';
import { openBesideServer } from './beside-server.js';
import { EventWriter } from './event-writer.js';
import { MessageReader } from './message-reader.js';
import { reading, unavailable } from './unavailable.js';

/** A queue as people look at it. */
export interface AdministeredQueue {
  readonly deadLetters: DeadLetters;
  /** How full it is. Throws `EngineUnavailable`. */
  figures(): Promise<QueueFigures>;
}

/** The queues of a data folder, for a program beside its server. */
export interface QueueStore {
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  queue(name: string): AdministeredQueue;
  close(): void;
}

/**
 * Opens the queues of a data folder, whether or not a server has it; that notices within a second what is redriven here. A file of an
 * older version is made ready first. Throws `EngineStartupError`, also where there is no data.
 */
export function openQueueStore(dataDir: string): QueueStore {
  const { database, dataDir: path } = openBesideServer(dataDir, { create: false });
  const writer = new EventWriter(database);
  return { dataDir: path, queue: (name) => administeredQueue(name, database, writer), close: () => database.close() };
}

function administeredQueue(name: string, database: DatabaseSync, writer: EventWriter): AdministeredQueue {
  const reader = new MessageReader(database, name);
  const clock = createClock();
  const nowMs = (): number => Math.floor(clock.nowMicros() / 1000);
  const redrive = (messageIds?: readonly string[]): Promise<number> =>
    reading(() => {
      const operation = { kind: 'redrive', queue: name, messageIds, atMs: nowMs() } as const;
      const [result] = writer.apply([{ kind: 'messages', operation }]);
      if (result?.code === 'messages') return result.changed;
      throw unavailable(new Error(result?.code === 'failed' ? result.reason : 'the writer did not answer'));
    });
  return {
    deadLetters: { list: (limit) => reading(() => reader.dead(limit)), redrive },
    figures: () => reading(() => reader.figures(nowMs())),
  };
}
