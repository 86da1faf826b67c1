// By its file: the function that the contract tests bundle has it too, and no test library.
import { InMemoryMessageQueue } from '../../../domain/dist/testing/in-memory-message-queue.js';
import type { EngineQueues } from '../../src/adapters/engine.js';
import { countingIds } from './fixed-app.js';

/** Queues in memory, whose messages have ids that count. */
export function memoryQueues(): EngineQueues {
  return { events: memoryQueue('events'), sample: memoryQueue('sample') };
}

function memoryQueue(name: string): InMemoryMessageQueue {
  const ids = countingIds();
  return new InMemoryMessageQueue({ name, nextId: () => `message-${ids.nextId()}` });
}
