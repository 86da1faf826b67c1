import type { MessageQueue } from '@annals/domain';
import { EventWorker, type EventWorkerOptions } from '../../src/worker/event-worker.js';

/** Records what is queued, until nothing is waiting or being worked on. */
export async function drainQueue(options: EventWorkerOptions): Promise<void> {
  const worker = EventWorker.start(options);
  await untilEmpty(options.queue);
  await worker.stop(10_000);
}

/** Returns once nothing is waiting or being worked on: it is recorded or dead. */
export async function untilEmpty(queue: MessageQueue): Promise<void> {
  for (;;) {
    const { waiting, inFlight } = await queue.figures();
    if (waiting + inFlight === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
