import { describeEventRepository } from '@annals/domain/testing';
import { EngineFolders } from '../test/engine-folders.js';

const folders = new EngineFolders();

describeEventRepository('SQLite', {
  empty: async () => {
    await folders.removeAll();
    return (await folders.open()).repository;
  },
  stop: () => folders.removeAll(),
});
