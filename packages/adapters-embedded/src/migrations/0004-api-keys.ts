/** The keys that callers may have. `scopes` is a JSON array; of the secret only its hash is here. */
export const apiKeys = `
CREATE TABLE api_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  scopes TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at_ms INTEGER,
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;
`;
