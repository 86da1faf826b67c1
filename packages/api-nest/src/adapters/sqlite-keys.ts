import { openKeyStore } from '@annals/adapters-embedded';
import { ok } from '@annals/domain';
import { variable } from '../environment.js';
import type { PrepareKeys } from './keys.js';

/** The keys in the data folder that the server would have, whether or not it has it now. */
export const prepareSqliteKeys: PrepareKeys = (environment) =>
  ok(() => {
    const store = openKeyStore(variable(environment, 'DATA_DIR') ?? 'data');
    return { repository: store.repository, place: store.dataDir, close: () => store.close() };
  });
