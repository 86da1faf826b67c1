import { describe, expect, it } from '@jest/globals';
import { loadEngine } from './load-engine.js';
import { prepareSqlite } from './sqlite-engine.js';

describe('the embedded engine', () => {
  it('is what its name loads', async () => {
    expect(await loadEngine('sqlite')).toBe(prepareSqlite);
  });

  it.each(['ab', 'Upper', 'under_score', '-start', 'a'.repeat(64)])('refuses %s as the name of its bucket', (name) => {
    expect(prepareSqlite({ BUCKET_NAME: name })).toEqual({
      ok: false,
      error: ['BUCKET_NAME must be 3 to 63 lower-case letters, digits, . or -'],
    });
  });

  it('needs no variable', () => {
    expect(prepareSqlite({ BUCKET_NAME: ' ' }).ok).toBe(true);
  });
});
