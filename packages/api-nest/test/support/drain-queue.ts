import type { MessageQueue } from '@annals/domain';
import type { EventWorkerOptions } from '../../src/worker/event-worker.js';
import { HandledBatch } from '../../src/worker/handled-batch.js';

/**
 * Records what is queued, until nothing is waiting or being worked on. It never waits for messages: a wait that is called off may have
 * taken one along, as SQS has it.
 */
export async function drainQueue(options: EventWorkerOptions): Promise<void> {
  const { queue } = options;
  while (!(await isEmpty(queue))) {
    const batch = new HandledBatch(options);
    const messages = await queue.receive({ max: 10, waitMs: 0, visibilityMs: 60_000 });
    await Promise.all(messages.map((message) => batch.process(message)));
    await batch.settle();
  }
}

/** Returns once nothing is waiting or being worked on: it is recorded or dead. */
export async function untilEmpty(queue: MessageQueue): Promise<void> {
  while (!(await isEmpty(queue))) await new Promise((resolve) => setImmediate(resolve));
}

async function isEmpty(queue: MessageQueue): Promise<boolean> {
  const { waiting, inFlight } = await queue.figures();
  return waiting + inFlight === 0;
}
