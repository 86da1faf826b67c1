// By its file: the function that the contract tests bundle has it too, and no test library.
import { InMemoryMessageQueue } from '../../../domain/dist/testing/in-memory-message-queue.js';
import type { EngineQueues } from '../../src/adapters/engine.js';

/** Queues in memory. */
export function memoryQueues(): EngineQueues {
  return {
    events: new InMemoryMessageQueue({ name: 'events' }),
    sample: new InMemoryMessageQueue({ name: 'sample' }),
  };
}
