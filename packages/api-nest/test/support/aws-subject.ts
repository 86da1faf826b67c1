import type { SqsEngine } from '@annals/adapters-aws/testing';
import { noTelemetry } from '@annals/domain';
import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { prepareDynamo } from '../../src/adapters/dynamo-engine.js';
import { seedCatalogue, type ObjectSeed, type SeededObject } from './object-subject.js';

/** Makes a bucket on an S3 for tests, which judges no signatures; gives the environment of a function that serves it. */
export async function makeBucket(endpoint: string, name: string): Promise<Record<string, string>> {
  expect((await fetch(`${endpoint}/${name}`, { method: 'PUT' })).status).toBe(200);
  return { BUCKET_NAME: name, S3_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
}

/** Makes the queues of an app on an SQS for tests; gives the environment of a function that uses them. */
export async function makeQueues(sqs: SqsEngine): Promise<Record<string, string>> {
  const [events, sample] = await Promise.all(
    ['events', 'sample'].map((name) => sqs.makeQueue({ name: `${name}-${randomUUID()}`, maxReceives: 5 })),
  );
  return { EVENT_QUEUE_URL: events!.queueUrl, SAMPLE_QUEUE_URL: sample!.queueUrl, SQS_ENDPOINT: sqs.endpoint };
}

/** Puts what a seed says into the bucket and the table that an environment names. */
export async function seedAws(environment: Readonly<Record<string, string>>, seed: ObjectSeed): Promise<void> {
  for (const object of seed.objects ?? []) await putAsIs(environment, object);
  const prepared = prepareDynamo(environment);
  if (!prepared.ok) throw new Error(prepared.error.join());
  const engine = await prepared.value(() => {}, noTelemetry);
  await seedCatalogue(engine.objects!.repository, seed);
  await engine.close();
}

/** Puts an object into the bucket that an environment names. */
export async function putAsIs(
  { S3_ENDPOINT: endpoint, BUCKET_NAME: bucket }: Readonly<Record<string, string>>,
  { key, text, contentType }: SeededObject,
): Promise<void> {
  const { hostname: host, port } = new URL(endpoint!);
  // `fetch` would shorten a path with `..` in it.
  const path = `/${bucket!}/${encodeURIComponent(key).replaceAll('%2F', '/')}`;
  const outgoing = request({ host, port, path, method: 'PUT', headers: { 'content-type': contentType } }).end(text);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.resume();
  await once(incoming, 'end');
  expect(incoming.statusCode).toBe(200);
}
