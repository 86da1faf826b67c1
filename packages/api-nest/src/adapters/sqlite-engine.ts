import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { ok } from '@annals/domain';
import { variable } from '../config.js';
import type { PrepareEngine } from './engine.js';

/** SQLite in the folder that `DATA_DIR` names, `data` in the working folder where it names none. */
export const prepareSqlite: PrepareEngine = (environment) =>
  ok(async (onFault) => {
    const engine = await openEmbeddedEngine({ dataDir: variable(environment, 'DATA_DIR') ?? 'data', onFault });
    return { name: 'sqlite', place: engine.dataDir, events: engine.repository, close: () => engine.close() };
  });
