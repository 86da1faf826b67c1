import type { ApiKeyRepository, Result } from '@annals/domain';
import type { Environment } from '../environment.js';

/** The keys of an engine, for who manages them. */
export interface OpenKeys {
  readonly repository: ApiKeyRepository;
  /** Where they are kept, for people. */
  readonly place: string;
  close(): void;
}

/** Reads where keys are kept: what opens them, or a sentence for each fault. */
export type PrepareKeys = (environment: Environment) => Result<() => OpenKeys, readonly string[]>;

/** Loads what manages the keys of one engine, and no other's. */
export async function loadKeys(name: 'sqlite' | 'dynamodb'): Promise<PrepareKeys> {
  switch (name) {
    case 'sqlite':
      return (await import('./sqlite-keys.js')).prepareSqliteKeys;
    case 'dynamodb':
      return (await import('./dynamo-keys.js')).prepareDynamoKeys;
  }
}
