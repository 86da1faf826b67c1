import { InMemoryObjectRecordRepository, InMemoryObjectStore } from '@annals/domain/testing';
import { hash } from 'node:crypto';
import type { ObjectOptions } from '../../src/app-options.js';
import { dump, lost, removedState, report, reportState } from '../../src/objects/object-samples.js';
import type { ServedBucket } from '../../src/objects/served-bucket.js';
import { memoryBucket, seedCatalogue } from './object-subject.js';

/** The bucket and the catalogue that the examples of the description are made with. */
export async function documentedObjects(): Promise<ObjectOptions> {
  const store = new InMemoryObjectStore(memoryBucket);
  for (const { key, text, contentType } of [report, lost]) await store.put(key, Buffer.from(text), contentType);
  const repository = new InMemoryObjectRecordRepository();
  await seedCatalogue(repository, { states: [reportState, removedState] });
  return { store, repository, served: dumpBucket() };
}

/** A bucket for one object, whose only signature is the one that the examples show. */
function dumpBucket(): ServedBucket {
  let stored: Buffer | undefined;
  const { key, text, contentType, signature } = dump;
  return {
    verify: (method, query) => {
      const sizeBytes = Number(query.get('sizeBytes') ?? text.length);
      if (query.get('signature') !== signature || query.get('key') !== key || sizeBytes !== text.length)
        return { ok: false, error: 'altered' };
      const terms = { key, contentType, sizeBytes };
      return { ok: true, value: method === 'PUT' ? { method, terms } : { method: 'GET', key } };
    },
    upload: async (_terms, body) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      stored = Buffer.concat(chunks);
      return { code: 'stored', content: { eTag: hash('md5', stored) } };
    },
    openDownload: () => {
      const content = stored!;
      return Promise.resolve({
        content: {
          sizeBytes: content.length,
          eTag: hash('md5', content),
          contentType,
          lastModified: reportState.lastModified!,
        },
        read: async function* (start = 0, end = content.length - 1) {
          yield await Promise.resolve(content.subarray(start, end + 1));
        },
        close: () => Promise.resolve(),
      });
    },
  };
}
