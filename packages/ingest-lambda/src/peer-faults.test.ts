import { describe, expect, test } from '@jest/globals';
import { createClock } from '@annals/domain';
import { InMemoryObjectRecordRepository, InMemoryObjectStore } from '@annals/domain/testing';
import { context, keptLog, s3Notification, s3Record, sqsInvocation } from '../test/support/invocations.js';
import { createNotificationHandler, type NotificationHandler } from './notification-handler.js';

const created = { sequencer: '0A', size: 1, eTag: 'e' };

function handlerOf(repository: InMemoryObjectRecordRepository, bucket: string, nowMs = Date.now): NotificationHandler {
  const store = new InMemoryObjectStore(bucket);
  return createNotificationHandler({ repository, store, clock: createClock(nowMs), logger: keptLog().logger });
}

/** What the handler that Annals was modelled on got wrong. */
describe('the catalogue', () => {
  test('knows a notification again that is delivered hours later, and keeps one entry of it', async () => {
    const repository = new InMemoryObjectRecordRepository();
    let nowMs = Date.UTC(2026, 0, 2);
    const handle = handlerOf(repository, 'main-bucket', () => nowMs);
    const notification = s3Notification(s3Record({ key: 'k', ...created }));
    expect(await handle(notification, context())).toEqual({ processed: 1, ignored: 0, duplicates: 0 });
    nowMs += 6 * 3_600_000;
    expect(await handle(notification, context())).toEqual({ processed: 0, ignored: 0, duplicates: 1 });
    expect((await repository.listHistory({ bucket: 'main-bucket', key: 'k' }, { limit: 10 })).items).toHaveLength(1);
  });

  test('tells the same key in two buckets apart', async () => {
    const repository = new InMemoryObjectRecordRepository();
    for (const [bucket, size] of [
      ['one-bucket', 1],
      ['two-bucket', 2],
    ] as const) {
      const notification = s3Notification(s3Record({ key: 'k', bucket, ...created, size }));
      await handlerOf(repository, bucket)(notification, context());
    }
    expect(await repository.findCurrent({ bucket: 'one-bucket', key: 'k' })).toMatchObject({ sizeBytes: 1 });
    expect(await repository.findCurrent({ bucket: 'two-bucket', key: 'k' })).toMatchObject({ sizeBytes: 2 });
  });

  test('is not said to hold what it does not: an error is never answered as a success', async () => {
    const repository = new InMemoryObjectRecordRepository();
    repository.addToHistory = () => Promise.reject(new Error('the table is gone'));
    const handle = handlerOf(repository, 'main-bucket');
    const notification = s3Notification(s3Record({ key: 'k', ...created }));
    await expect(handle(notification, context())).rejects.toThrow('1 of 1 records failed');
    expect(await handle(sqsInvocation(JSON.stringify(notification)), context())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });

  test.each([
    ['by a request', { eventName: 'ObjectRemoved:Delete', sequencer: '0B' }],
    ['by a delete marker', { eventName: 'ObjectRemoved:DeleteMarkerCreated', sequencer: '0B', versionId: 'm' }],
    [
      'by a lifecycle rule, whose record repeats the sequencer of the creation',
      { eventName: 'LifecycleExpiration:Delete', sequencer: '0A' },
    ],
    [
      'by a delete marker of a lifecycle rule',
      { eventName: 'LifecycleExpiration:DeleteMarkerCreated', sequencer: '0A', versionId: 'm' },
    ],
  ])('does not list an object any more that was removed %s', async (_, removal) => {
    const repository = new InMemoryObjectRecordRepository();
    const handle = handlerOf(repository, 'main-bucket');
    const identity = { bucket: 'main-bucket', key: 'k' };
    await handle(s3Notification(s3Record({ key: 'k', ...created })), context());
    expect((await repository.listLiving('main-bucket', '', { limit: 10 })).items).toHaveLength(1);
    const removed = s3Notification(s3Record({ key: 'k', eventTime: '2026-01-01T00:00:09.000Z', ...removal }));
    expect(await handle(removed, context())).toEqual({ processed: 1, ignored: 0, duplicates: 0 });
    expect((await repository.listLiving('main-bucket', '', { limit: 10 })).items).toEqual([]);
    expect(await repository.findCurrent(identity)).toMatchObject({ removed: true });
    const { items } = await repository.listHistory(identity, { limit: 10 });
    expect(items.map(({ eventName }) => eventName)).toContain(removal.eventName);
    expect(items.map(({ eventName }) => eventName)).toContain('ObjectCreated:Put');
  });
});
