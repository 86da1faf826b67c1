import { describeMessageQueue } from '@annals/domain/testing';
import { EngineFolders } from '../test/engine-folders.js';

const folders = new EngineFolders();

describeMessageQueue('SQLite', {
  empty: async ({ maxReceives }) => {
    await folders.removeAll();
    const queue = (await folders.open()).queue('events', { maxReceives });
    return { queue, deadLetters: queue.deadLetters };
  },
  stop: () => folders.removeAll(),
});
