/** The primary key of an API key. */
export function apiKeyKey(keyId: string): { readonly pk: `APIKEY#${string}`; readonly sk: 'APIKEY' } {
  return { pk: `APIKEY#${keyId}`, sk: 'APIKEY' };
}

/** The partition of `gsi2` that lists every API key, by its id. One is enough: keys are few, and written by people. */
export const apiKeysPartition = 'APIKEYS';
