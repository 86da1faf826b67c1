import { openQueueStore } from '@annals/adapters-embedded';
import { ok } from '@annals/domain';
import { variable } from '../config.js';
import type { PrepareQueueTools } from './queue-tools.js';

/** The queues in the folder that `DATA_DIR` names, whether or not a server has it. */
export const prepareSqliteQueueTools: PrepareQueueTools = (environment, names) =>
  ok(() => {
    const store = openQueueStore(variable(environment, 'DATA_DIR') ?? 'data');
    return {
      queues: names.map((name) => {
        const queue = store.queue(name);
        return { name, deadLetters: queue.deadLetters, figures: () => queue.figures() };
      }),
      close: () => store.close(),
    };
  });
