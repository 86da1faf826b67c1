import { afterAll, expect } from '@jest/globals';
import { describeObjectStore } from '@annals/domain/testing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Buckets, chunksOf } from '../../test/buckets.js';
import { pathOfKey } from './object-path.js';

const buckets = new Buckets();
afterAll(() => buckets.removeAll());

describeObjectStore('a folder', {
  empty: async () => {
    await buckets.removeAll();
    const { bucket } = await buckets.openBucket();
    const put = async (key: string, content: Uint8Array, contentType: string): Promise<void> => {
      const outcome = await bucket.upload({ key, contentType, sizeBytes: content.length }, chunksOf(content));
      expect(outcome.code).toBe('stored');
    };
    // Nothing but a person in the folder removes: a file of its path, or the only file that has another key.
    const remove = async (key: string): Promise<void> => rm(join(bucket.folder, ...pathOfKey(key)!));
    return { store: bucket.store, put, remove };
  },
  signed: 'none',
});
