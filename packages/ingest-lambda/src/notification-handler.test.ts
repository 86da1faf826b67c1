import { describe, expect, test } from '@jest/globals';
import { EngineUnavailable, type ObjectContent } from '@annals/domain';
import { InMemoryObjectRecordRepository, InMemoryObjectStore, newYear2026Micros } from '@annals/domain/testing';
import { context, keptLog, s3Notification, s3Record, sqsInvocation } from '../test/support/invocations.js';
import { createNotificationHandler, type NotificationDependencies } from './notification-handler.js';
import { NotificationFailed } from './notification-failed.js';

const bucket = 'main-bucket';

/** A handler on fakes, whose clock is a day behind the records. */
function setUp(head?: (key: string) => Promise<ObjectContent | undefined>) {
  const repository = new InMemoryObjectRecordRepository();
  const store = new InMemoryObjectStore(bucket);
  const { logger, lines } = keptLog();
  let micros = newYear2026Micros + 86_400_000_000;
  const dependencies: NotificationDependencies = {
    repository,
    store: head === undefined ? store : { bucket, head, findRemoval: () => Promise.resolve(undefined) },
    clock: { nowMicros: () => (micros += 1000) },
    logger,
  };
  const living = async (): Promise<string[]> =>
    (await repository.listLiving(bucket, '', { limit: 1000 })).items.map(({ key }) => key);
  return { handle: createNotificationHandler(dependencies), repository, store, lines, living };
}

const created = (key: string, sequencer = '0A'): unknown => s3Record({ key, sequencer, size: 1, eTag: 'e' });
const failingFor =
  (...keys: readonly string[]) =>
  (key: string): Promise<ObjectContent | undefined> =>
    keys.includes(key)
      ? Promise.reject(new EngineUnavailable('s3', 1, { cause: new Error('slow down') }))
      : Promise.resolve({ sizeBytes: 1, eTag: 'e' });

describe('a notification directly from S3', () => {
  test('is answered with counts of what was recorded, ignored and there already', async () => {
    const { handle, living } = setUp();
    const lost = s3Record({ key: 'a', eventName: 'ReducedRedundancyLostObject' });
    const answer = await handle(s3Notification(created('a'), created('b'), lost, created('a')), context());
    expect(answer).toEqual({ processed: 2, ignored: 1, duplicates: 1 });
    expect(await living()).toEqual(['a', 'b']);
  });

  test.each([
    ['a test message', { Service: 'Amazon S3', Event: 's3:TestEvent' }, { processed: 0, ignored: 1, duplicates: 0 }],
    ['no record', { Records: [] }, { processed: 0, ignored: 0, duplicates: 0 }],
  ])('with %s is accepted', async (_, notification, answer) => {
    expect(await setUp().handle(notification, context())).toEqual(answer);
  });

  test('fails with counts and reasons where any record fails, once all others are recorded', async () => {
    const { handle, living } = setUp(failingFor('bad-1', 'bad-2'));
    const records = ['a', 'bad-1', 'b', 'bad-2', 'c'].map((key) => created(key));
    const foreign = s3Record({ key: 'd', bucket: 'another' });
    const failed = handle(s3Notification(...records, foreign, created('a')), context());
    await expect(failed).rejects.toBeInstanceOf(NotificationFailed);
    await expect(failed).rejects.toMatchObject({
      message:
        '3 of 7 records failed (3 processed, 0 ignored, 1 duplicates): s3.bucket.name is another bucket than this function’s; ' +
        '2 x the s3 engine is unavailable: Error: slow down',
      tally: { processed: 3, ignored: 0, duplicates: 1 },
    });
    expect(await living()).toEqual(['a', 'b', 'c']);
  });

  test('in EventBridge’s form is answered and fails in the same way', async () => {
    const { handle, living } = setUp(failingFor('bad'));
    const bridged = (key: string): unknown => ({
      'detail-type': 'Object Created',
      source: 'aws.s3',
      time: '2026-01-01T00:00:01Z',
      detail: {
        version: '0',
        bucket: { name: bucket },
        object: { key, size: 1, etag: 'e', sequencer: '0A' },
        reason: 'PutObject',
      },
    });
    expect(await handle(bridged('a+b'), context())).toEqual({ processed: 1, ignored: 0, duplicates: 0 });
    await expect(handle(bridged('bad'), context())).rejects.toBeInstanceOf(NotificationFailed);
    expect(await living()).toEqual(['a+b']);
  });

  test('that is none fails and says so', async () => {
    await expect(setUp().handle({ hello: 'world' }, context())).rejects.toThrow('it is no notification of S3');
  });
});

describe('a batch of messages', () => {
  const body = (...records: readonly unknown[]): string => JSON.stringify(s3Notification(...records));

  test('gives back the bad ones alone, and records everything else of theirs too', async () => {
    const { handle, living } = setUp(failingFor('bad'));
    const answer = await handle(
      sqsInvocation(
        body(created('a')),
        '{ not JSON',
        body(created('b'), created('bad'), created('c')),
        body(),
        JSON.stringify({ Event: 's3:TestEvent' }),
        body(s3Record({ key: 'd', bucket: 'another' }), created('e')),
        body(s3Record({ key: 'f', eventVersion: '3.0' })),
        body(created('a')),
      ),
      context(),
    );
    expect(answer).toEqual({
      batchItemFailures: ['m1', 'm2', 'm5', 'm6'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(await living()).toEqual(['a', 'b', 'c', 'e']);
  });

  test('without a bad one gives none back', async () => {
    expect(await setUp().handle(sqsInvocation(body(created('a'))), context())).toEqual({ batchItemFailures: [] });
  });

  test('is recorded when what failed is delivered again', async () => {
    const unavailable = new Set(['a']);
    const { handle, living } = setUp((key) => failingFor(...unavailable)(key));
    const batch = sqsInvocation(body(created('a'), created('b')));
    expect(await handle(batch, context())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    unavailable.clear();
    expect(await handle(batch, context())).toEqual({ batchItemFailures: [] });
    expect(await living()).toEqual(['a', 'b']);
  });

  test('whose time runs out gives back what was not started', async () => {
    const left = [300_000, 300_000, 100_000];
    const { handle, living } = setUp();
    const answer = await handle(
      sqsInvocation(...['a', 'b', 'c'].map((key) => body(created(key)))),
      context(() => left.shift() ?? 5_000),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(await living()).toEqual(['a', 'b']);
  });
});

describe('the log of an invocation', () => {
  test('has ids, counts and reasons, and nothing of what the notification holds', async () => {
    const { handle, lines } = setUp(failingFor('secret-bad'));
    const bodies = [created('secret-a'), created('secret-bad')].map((record) => JSON.stringify(s3Notification(record)));
    await handle(sqsInvocation(...bodies, 'secret'), context());
    const counts = { messages: 3, processed: 1, ignored: 0, duplicates: 0, failed: 2 };
    const line = { timestamp: '1970-01-01T00:00:00.000Z', requestId: 'request-1' };
    expect(lines).toEqual([
      {
        ...line,
        level: 'ERROR',
        message: 'a record failed',
        messageId: 'm1',
        reason: 'the s3 engine is unavailable: Error: slow down',
      },
      { ...line, level: 'ERROR', message: 'a record failed', messageId: 'm2', reason: 'it is not JSON' },
      {
        ...line,
        level: 'INFO',
        message: 'notifications handled',
        ...counts,
        durationMs: expect.any(Number) as unknown,
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  test('counts duplicates, which are no error', async () => {
    const { handle, lines } = setUp();
    await handle(s3Notification(created('a'), created('a')), context());
    expect(lines).toMatchObject([{ level: 'INFO', processed: 1, duplicates: 1, failed: 0 }]);
  });
});
