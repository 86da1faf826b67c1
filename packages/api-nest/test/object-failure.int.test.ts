import { EngineUnavailable, type ObjectRecordRepository, type ObjectStore } from '@annals/domain';
import { InMemoryObjectRecordRepository, InMemoryObjectStore, objectState } from '@annals/domain/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type SentAnswer } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { memoryBucket } from './support/object-subject.js';

const socketError = new Error('connect ECONNREFUSED 10.1.2.3:443 as user admin');

/** Passes calls on, or throws what it is told to. */
function failing<T extends object>(engine: T): { readonly engine: T; fault: Error | undefined } {
  const told: { engine: T; fault: Error | undefined } = { engine, fault: undefined };
  told.engine = new Proxy(engine, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]): unknown =>
        told.fault === undefined ? (Reflect.apply(member, target, parameters) as unknown) : Promise.reject(told.fault);
    },
  });
  return told;
}

describe('while an engine of objects fails', () => {
  const store = failing<ObjectStore>(new InMemoryObjectStore(memoryBucket));
  const repository = failing<ObjectRecordRepository>(new InMemoryObjectRecordRepository());
  let subject: LocalSubject;
  beforeAll(async () => {
    subject = await openLocal({ app: { objects: { store: store.engine, repository: repository.engine } } });
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    store.fault = undefined;
    repository.fault = undefined;
  });

  function expectUnavailable(answer: SentAnswer, engine: string): void {
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(problem(answer)).toMatchObject({ type: '/problems/unavailable', engine });
    expect(answer.body).not.toContain('ECONNREFUSED');
  }

  it.each(['/objects', '/objects?sort=modified', '/objects/record?key=a', '/objects/history?key=a'])(
    'answers 503 to GET %s where the catalogue does not, and says when to come again',
    async (path) => {
      repository.fault = new EngineUnavailable('dynamodb', 7, { cause: socketError });
      expectUnavailable(await subject.send('GET', path), 'dynamodb');
      expectUnavailable(await subject.send('GET', path, { headers: { accept: 'application/x-ndjson' } }), 'dynamodb');
    },
  );

  it('answers 503 where the store does not answer, and says when to come again', async () => {
    store.fault = new EngineUnavailable('s3', 7, { cause: socketError });
    const upload = { key: 'a', contentType: 'text/plain', sizeBytes: 1 };
    expectUnavailable(await subject.send('GET', '/bucket/objects'), 's3');
    expectUnavailable(await postJson(subject.send, '/objects/uploads', upload), 's3');
    expectUnavailable(await postJson(subject.send, '/objects/downloads', { key: 'a' }), 's3');
    expectUnavailable(await postJson(subject.send, '/reconciliations', {}), 's3');
    expect((await subject.send('GET', '/objects')).status).toBe(200);
  });

  it('still refuses what is invalid, without asking either', async () => {
    store.fault = repository.fault = new EngineUnavailable('s3', 7, { cause: socketError });
    expect((await postJson(subject.send, '/objects/uploads', {})).status).toBe(422);
    expect((await postJson(subject.send, '/reconciliations', { dryRun: 1 })).status).toBe(422);
    expect((await subject.send('GET', '/objects?limit=0')).status).toBe(400);
    expect((await subject.send('GET', '/objects?bucket=another')).status).toBe(404);
  });

  it('answers 500 to what nobody foresaw, and tells nothing of it', async () => {
    repository.fault = socketError;
    const answer = await subject.send('GET', '/objects');
    expect(problem(answer)).toMatchObject({ status: 500, type: '/problems/internal' });
    expect(answer.body).not.toContain('ECONNREFUSED');
  });
});

describe('a reconciliation', () => {
  it('finds what is missing from the catalogue, what is stale in it and what is gone, and mends it', async () => {
    const store = new InMemoryObjectStore(memoryBucket);
    const repository = new InMemoryObjectRecordRepository();
    for (const key of ['agreed', 'missing', 'stale']) await store.put(key, Buffer.from(key), 'text/plain');
    const { eTag, sizeBytes } = (await store.head('agreed'))!;
    const agreed = objectState({ key: 'agreed', eTag: eTag!, sizeBytes: sizeBytes! });
    for (const state of [agreed, objectState({ key: 'stale' }), objectState({ key: 'gone' })])
      await repository.replaceCurrent(state, { unchangedSince: undefined });
    const subject = await openLocal({ app: { objects: { store, repository } } });
    const found = async (body: object) => json(await postJson(subject.send, '/reconciliations', body));
    const findings = (repaired: boolean) =>
      ['gone', 'missing', 'stale'].map((difference) => ({ key: difference, difference, repaired }));
    expect(await found({ dryRun: true })).toEqual({ examined: 4, findings: findings(false) });
    expect(await found({})).toEqual({ examined: 4, findings: findings(true) });
    expect(await found({})).toEqual({ examined: 3, findings: [] });
    const stale = json(await subject.send('GET', '/objects/record?key=stale'));
    expect(stale).toMatchObject({ sizeBytes: 5, eventName: 'RECONCILED', eventSource: 'annals:reconciliation' });
    await subject.close();
  });

  it('ends after 20 s, and goes on from there', async () => {
    const store = new InMemoryObjectStore(memoryBucket);
    for (const key of ['a', 'b', 'c']) await store.put(key, Buffer.from(key), 'text/plain');
    let nowMicros = 1_800_000_000_000_000;
    const subject = await openLocal({
      app: {
        objects: { store, repository: new InMemoryObjectRecordRepository() },
        // It takes seven seconds from each look at the clock to the next.
        clock: { nowMicros: () => (nowMicros += 7_000_000) },
      },
    });
    const keys: string[] = [];
    let rounds = 0;
    for (let cursor: string | undefined, isDone = false; !isDone; rounds++) {
      const { findings, nextCursor } = json(await postJson(subject.send, '/reconciliations', { cursor })) as {
        findings: { key: string }[];
        nextCursor?: string;
      };
      keys.push(...findings.map(({ key }) => key));
      cursor = nextCursor;
      isDone = nextCursor === undefined;
    }
    expect(keys).toEqual(['a', 'b', 'c']);
    expect(rounds).toBeGreaterThan(1);
    await subject.close();
  });
});
