import { describe, expect, it } from '@jest/globals';
import { describeObjectsContract } from './objects-contract/index.js';
import { json } from './support/http-subject.js';
import { embeddedBucket, openSeeded } from './support/embedded-subject.js';
import { openLocal } from './support/local-subject.js';
import { memoryBucket } from './support/object-subject.js';
import { seededMemory } from './support/seeded-memory.js';

describe('the HTTP contract of objects on a local server', () => {
  describeObjectsContract({
    transport: 'socket',
    bucket: memoryBucket,
    open: async (seed) => openLocal({ app: { objects: await seededMemory(seed) } }),
  });
});

describe('the HTTP contract of objects on a local server with the embedded engine', () => {
  describeObjectsContract({ transport: 'socket', bucket: embeddedBucket, open: openSeeded });
});

describe('a server without a bucket', () => {
  it('has no addresses of objects', async () => {
    const subject = await openLocal();
    for (const path of ['/objects', '/objects/record?key=a', '/bucket/objects'])
      expect((await subject.send('GET', path)).status).toBe(404);
    for (const path of ['/objects/uploads', '/objects/downloads', '/reconciliations'])
      expect((await subject.send('POST', path)).status).toBe(404);
    expect(json(await subject.send('GET', '/'))).not.toHaveProperty('links.objects');
    await subject.close();
  });
});
