import type { SignedRequest } from '@annals/domain';
import { expect } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { prepareDynamo } from '../../src/adapters/dynamo-engine.js';
import { seedCatalogue, type ObjectSeed } from './object-subject.js';

/** Makes a bucket on an S3 for tests, which judges no signatures; gives the environment of a function that serves it. */
export async function makeBucket(endpoint: string, name: string): Promise<Record<string, string>> {
  expect((await fetch(`${endpoint}/${name}`, { method: 'PUT' })).status).toBe(200);
  return { BUCKET_NAME: name, S3_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
}

/** Puts what a seed says into the bucket and the table that an environment names. */
export async function seedAws(environment: Readonly<Record<string, string>>, seed: ObjectSeed): Promise<void> {
  const prepared = prepareDynamo(environment);
  if (!prepared.ok) throw new Error(prepared.error.join());
  const engine = await prepared.value(() => {});
  const { repository, store } = engine.objects!;
  for (const { key, text, contentType } of seed.objects ?? []) {
    const terms = { key, contentType, sizeBytes: Buffer.byteLength(text) };
    expect(await sendAsIs(await store.signUpload(terms), text)).toBe(200);
  }
  await seedCatalogue(repository, seed);
  await engine.close();
}

/** Sends a request to the path that was signed: `fetch` would shorten one with `..` in it. Gives the status. */
async function sendAsIs({ url, method, headers }: SignedRequest, body: string): Promise<number> {
  const [, host, port, path] = /^http:\/\/([^/:]+):(\d+)(\/.*)$/.exec(url)!;
  const outgoing = request({ host, port, path, method, headers }).end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.resume();
  await once(incoming, 'end');
  return incoming.statusCode!;
}
