import { openEmbeddedEngine, type EmbeddedBucket } from '@annals/adapters-embedded';
import type { Clock, ObjectRecordRepository } from '@annals/domain';
import { expect } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, postJson, type HttpSubject } from './http-subject.js';
import { openLocal, type LocalOptions, type LocalSubject } from './local-subject.js';
import { seedCatalogue, type ObjectSeed, type SeededObject } from './object-subject.js';

/** The name of the bucket of embedded subjects. */
export const embeddedBucket = 'main-bucket';

/** A server on an embedded engine of its own, whose folder nobody watches until a test has it watched. */
export interface EmbeddedSubject extends LocalSubject {
  readonly dataDir: string;
  readonly bucket: EmbeddedBucket;
  readonly objectRecords: ObjectRecordRepository;
}

/** What an embedded subject may be given, beside what a local one may. */
export interface EmbeddedOptions extends LocalOptions {
  /** What signed requests expire by. */
  readonly clock?: Clock;
}

/** Serves on a new data folder, which goes when the subject is closed. */
export async function openEmbedded({ clock, ...options }: EmbeddedOptions = {}): Promise<EmbeddedSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-embedded-'));
  const onFault = (fault: unknown): void => {
    throw fault;
  };
  const engine = await openEmbeddedEngine({ dataDir: folder, onFault, ...(clock && { clock }) });
  const bucket = await engine.openBucket({ name: embeddedBucket, baseUrl: () => '', quietMs: 60 });
  const objects = { repository: engine.objectRecords, store: bucket.store, served: bucket };
  const { app, ...others } = options;
  const subject = await openLocal({ repository: engine.repository, ...others, app: { objects, ...app } });
  return {
    ...subject,
    dataDir: folder,
    bucket,
    objectRecords: engine.objectRecords,
    close: async () => {
      await subject.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Serves on a new data folder with what a seed says in it: objects get there as a client would send them. */
export async function openSeeded(seed: ObjectSeed): Promise<HttpSubject> {
  const subject = await openEmbedded();
  for (const object of seed.objects ?? []) expect((await upload(subject, object)).status).toBe(200);
  await seedCatalogue(subject.objectRecords, seed);
  return subject;
}

/** A signed request as the API gives it. */
export interface SignedAnswer {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

/** Asks for a signed upload or download. */
export async function signed(subject: HttpSubject, what: 'uploads' | 'downloads', body: object): Promise<SignedAnswer> {
  const answer = await postJson(subject.send, `/objects/${what}`, body);
  expect(answer.status).toBe(201);
  return json(answer) as SignedAnswer;
}

/** Uploads an object as a client does, by a signed request. */
export async function upload(subject: HttpSubject, { key, text, contentType }: SeededObject): Promise<Response> {
  const terms = { key, contentType, sizeBytes: Buffer.byteLength(text) };
  const { url, method, headers } = await signed(subject, 'uploads', terms);
  return fetch(url, { method, headers, body: text });
}

/** Downloads an object as a client does, by a signed request. */
export async function download(
  subject: HttpSubject,
  key: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { url, method } = await signed(subject, 'downloads', { key });
  return fetch(url, { method, headers });
}
