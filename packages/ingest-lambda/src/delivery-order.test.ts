import { describe, expect, test } from '@jest/globals';
import { createClock, type ObjectContent } from '@annals/domain';
import { InMemoryObjectRecordRepository, InMemoryObjectStore, newYear2026Micros } from '@annals/domain/testing';
import fc from 'fast-check';
import { context, keptLog, s3Notification, s3Record, sqsInvocation } from '../test/support/invocations.js';
import { createNotificationHandler, type NotificationHandler } from './notification-handler.js';

const bucket = 'main-bucket';
const keys = ['a', 'a/b', 'b +%', '\u{1f600}'];

/** What happens to a key, and how many of the messages that wait are delivered right after it. */
const step = fc.record({
  key: fc.constantFrom(...keys),
  action: fc.constantFrom('put', 'put', 'delete', 'expire', 'tag'),
  deliveries: fc.nat(2),
});

/** A bucket without versions that notifies of what is done to it as S3 does: an expiration repeats the sequencer of the creation. */
class NotifyingBucket {
  readonly store = new InMemoryObjectStore(bucket);
  readonly #creations = new Map<string, string>();
  #ticks = 0;

  async act(key: string, action: string): Promise<unknown> {
    this.#ticks++;
    const eventTime = new Date(newYear2026Micros / 1000 + this.#ticks * 1000).toISOString();
    const sequencer = `00${(0xa000 + this.#ticks).toString(16).toUpperCase()}${'F'.repeat(this.#ticks % 3)}`;
    const creation = this.#creations.get(key);
    switch (action) {
      case 'put': {
        await this.store.put(key, Buffer.from(`${key}${this.#ticks}`));
        this.#creations.set(key, sequencer);
        const { sizeBytes: size, eTag } = (await this.store.head(key))!;
        return s3Record({ key, eventTime, sequencer, size: size!, eTag: eTag! });
      }
      case 'delete':
        await this.store.remove(key);
        return s3Record({ key, eventTime, sequencer, eventName: 'ObjectRemoved:Delete' });
      case 'expire':
        await this.store.remove(key);
        return s3Record({ key, eventTime, sequencer: creation ?? sequencer, eventName: 'LifecycleExpiration:Delete' });
      default:
        return s3Record({
          key,
          eventTime,
          eventName: 'ObjectTagging:Put',
          ...(creation !== undefined && { sequencer: creation }),
        });
    }
  }
}

function handlerOf(
  repository: InMemoryObjectRecordRepository,
  head: (key: string) => Promise<ObjectContent | undefined>,
): NotificationHandler {
  return createNotificationHandler({
    repository,
    store: { bucket, head, findRemoval: () => Promise.resolve(undefined) },
    clock: createClock(),
    logger: keptLog().logger,
  });
}

describe('notifications in any order, twice, in any batches, while the bucket moves on', () => {
  test('end in what the bucket holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 15 }),
        fc.infiniteStream(fc.nat(1000)),
        async (steps, pick) => {
          const notifying = new NotifyingBucket();
          const repository = new InMemoryObjectRecordRepository();
          const handle = handlerOf(repository, (key) => notifying.store.head(key));
          const waiting: string[] = [];
          const deliver = async (): Promise<void> => {
            if (waiting.length === 0) return;
            const batch = Array.from(
              { length: Math.min(1 + (pick.next().value % 4), waiting.length) },
              () => waiting.splice(pick.next().value % waiting.length, 1)[0]!,
            );
            expect(await handle(sqsInvocation(...batch), context())).toEqual({ batchItemFailures: [] });
          };
          for (const { key, action, deliveries } of steps) {
            const body = JSON.stringify(s3Notification(await notifying.act(key, action)));
            waiting.push(body, body);
            for (let count = 0; count < deliveries; count++) await deliver();
          }
          while (waiting.length > 0) await deliver();
          const { items } = await repository.listLiving(bucket, '', { limit: 1000 });
          const listed = await notifying.store.list('', { limit: 1000 });
          expect(items.map(({ key, sizeBytes, eTag }) => ({ key, sizeBytes, eTag }))).toEqual(
            listed.items.map(({ key, sizeBytes, eTag }) => ({ key, sizeBytes, eTag })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the records of one invocation', () => {
  test('are worked in order within a key, beside one another across keys, and never more than 32 at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 120 }),
        fc.scheduler(),
        async (keysInOrder, scheduler) => {
          const started: string[] = [];
          const running = new Set<string>();
          let most = 0;
          const head = async (key: string): Promise<undefined> => {
            expect(running).not.toContain(key);
            running.add(key);
            most = Math.max(most, running.size);
            started.push(key);
            await scheduler.schedule(Promise.resolve());
            running.delete(key);
            return undefined;
          };
          const repository = new InMemoryObjectRecordRepository();
          const handle = handlerOf(repository, head);
          const records = keysInOrder.map((number, index) =>
            s3Record({ key: `k${number}`, sequencer: `0A${String(index).padStart(4, '0')}`, size: index, eTag: 'e' }),
          );
          const answered = handle(s3Notification(...records), context());
          await scheduler.waitFor(answered);
          const distinct = new Set(keysInOrder).size;
          expect(most).toBe(Math.min(32, distinct));
          for (const number of new Set(keysInOrder)) {
            const key = `k${number}`;
            const { items } = await repository.listHistory({ bucket, key }, { limit: 1000 });
            const inOrder = keysInOrder.flatMap((other, index) => (other === number ? [index] : []));
            const recorded = [...items].sort((left, right) => (left.recordedAt < right.recordedAt ? -1 : 1));
            expect(recorded.map(({ sizeBytes }) => sizeBytes)).toEqual(inOrder);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
