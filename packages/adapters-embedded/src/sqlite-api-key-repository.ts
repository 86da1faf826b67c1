import { isScope, type ApiKey, type ApiKeyRepository, type Instant } from '@annals/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { reading as calling } from './unavailable.js';

const columns = 'key_id, owner, scopes, secret_hash, created_at, expires_at_ms, revoked_at_ms';

type Row = readonly [string, string, string, string, Instant, number | null, number | null];

/**
 * Keeps keys in the data file. Every call is a statement of its own, so that any process may look and write at any time; what one has
 * written the next call of another sees.
 */
export class SqliteApiKeyRepository implements ApiKeyRepository {
  readonly #add: StatementSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #revoke: StatementSync;

  /** @param database a connection; over one for reading `add` and `revoke` throw `EngineUnavailable` */
  constructor(database: DatabaseSync) {
    this.#add = database.prepare(
      `INSERT INTO api_keys (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#find = database.prepare(`SELECT ${columns} FROM api_keys WHERE key_id = ?`);
    this.#list = database.prepare(`SELECT ${columns} FROM api_keys ORDER BY owner, created_at, key_id`);
    this.#revoke = database.prepare('UPDATE api_keys SET revoked_at_ms = coalesce(revoked_at_ms, ?) WHERE key_id = ?');
    for (const statement of [this.#find, this.#list]) statement.setReturnArrays(true);
  }

  add(key: ApiKey): Promise<boolean> {
    const { keyId, owner, scopes, secretHash, createdAt, expiresAtMs = null, revokedAtMs = null } = key;
    const values = [keyId, owner, JSON.stringify(scopes), secretHash, createdAt, expiresAtMs, revokedAtMs];
    return calling(() => this.#add.run(...values).changes === 1);
  }

  find(keyId: string): Promise<ApiKey | undefined> {
    return calling(() => {
      const row = this.#find.get(keyId) as unknown as Row | undefined;
      return row && keyOf(row);
    });
  }

  list(): Promise<readonly ApiKey[]> {
    return calling(() => (this.#list.all() as unknown as Row[]).map(keyOf));
  }

  revoke(keyId: string, atMs: number): Promise<boolean> {
    return calling(() => this.#revoke.run(atMs, keyId).changes === 1);
  }
}

function keyOf([keyId, owner, scopes, secretHash, createdAt, expiresAtMs, revokedAtMs]: Row): ApiKey {
  return {
    keyId,
    owner,
    scopes: (JSON.parse(scopes) as string[]).filter(isScope),
    secretHash,
    createdAt,
    ...(expiresAtMs !== null && { expiresAtMs }),
    ...(revokedAtMs !== null && { revokedAtMs }),
  };
}
