import { describeObjectRecordRepository } from '@annals/domain/testing';
import { EngineFolders } from '../test/engine-folders.js';

const folders = new EngineFolders();

describeObjectRecordRepository('SQLite', {
  empty: async () => {
    await folders.removeAll();
    return (await folders.open()).objectRecords;
  },
  stop: () => folders.removeAll(),
});
