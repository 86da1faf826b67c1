import type { ApiKeyRepository } from '@annals/domain';
import { openBesideServer } from './beside-server.js';
import { SqliteApiKeyRepository } from './sqlite-api-key-repository.js';

/** The keys of a data folder, for a program beside its server. */
export interface KeyStore {
  readonly repository: ApiKeyRepository;
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  close(): void;
}

/**
 * Opens the keys of a data folder, whether or not a server has it. A folder that is new, or of an older version, is made ready first,
 * which takes it for a moment. Throws `EngineStartupError`.
 */
export function openKeyStore(dataDir: string): KeyStore {
  const { database, dataDir: path } = openBesideServer(dataDir, { create: true });
  return { repository: new SqliteApiKeyRepository(database), dataDir: path, close: () => database.close() };
}
