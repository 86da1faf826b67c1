import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createObjectEngine, type ObjectEngine } from '@annals/adapters-aws';
import { describeOnDynamo } from '@annals/adapters-aws/testing';
import {
  compareUtf8,
  createClock,
  listObjectChanges,
  listObjectHistory,
  listObjects,
  type CursorPage,
  type Result,
} from '@annals/domain';
import { sha256 } from '@annals/domain/testing';
import { startAwsEngines, type AwsEngines, type TestBucket } from '../test/support/aws-engines.js';
import { context, keptLog, s3Notification, s3Record, sqsInvocation } from '../test/support/invocations.js';
import { createNotificationHandler, type NotificationHandler } from './notification-handler.js';
import { createReconciliationHandler } from './reconciliation-handler.js';

const keys = [
  'spaces in it',
  ' lead and trail ',
  'a+b',
  '100%',
  'what?',
  'a#b',
  'a&b=c',
  'a%2Fb',
  'a',
  'a/b',
  '/lead',
  'trail/',
  'x//y',
  'n'.repeat(300),
  '\u{1f600}/\uff5e',
  'e\u0301',
  'é',
  '"<>\\^`{|}~\'()*',
  '\u{1f600}'.repeat(256),
];

async function allItems<T>(read: (cursor: string | undefined) => Promise<Result<CursorPage<T>, string>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (!page.ok) throw new Error(page.error);
    items.push(...page.value.items);
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return items;
}

describeOnDynamo('the handlers on DynamoDB and S3', (dynamo) => {
  let engines: AwsEngines;
  const open: ObjectEngine[] = [];
  beforeAll(async () => {
    engines = await startAwsEngines(dynamo().endpoint);
  });
  afterAll(async () => {
    for (const engine of open) engine.close();
    await engines.stop();
  });

  async function setUp(): Promise<{ on: TestBucket; engine: ObjectEngine; handle: NotificationHandler }> {
    const on = await engines.makeBucket();
    const engine = createObjectEngine(on.environment);
    if (!engine.ok) throw new Error(engine.error.join('; '));
    open.push(engine.value);
    const handle = createNotificationHandler({ ...engine.value, clock: createClock(), logger: keptLog().logger });
    return { on, engine: engine.value, handle };
  }

  test('take keys of every kind from notification to catalogue, lists and history exactly as they are', async () => {
    const { on, engine, handle } = await setUp();
    const { bucket } = on;
    const deps = { ...engine, sha256 };
    const records = [];
    for (const [index, key] of keys.entries())
      records.push(s3Record({ bucket, sequencer: `0A${index + 10}`, ...(await on.put(key, `content of ${index}`)) }));
    expect(await handle(sqsInvocation(JSON.stringify(s3Notification(...records))), context())).toEqual({
      batchItemFailures: [],
    });
    const living = await allItems((cursor) => listObjects({ bucket, prefix: '' }, { limit: 5, cursor }, deps));
    expect(living.map(({ key }) => key)).toEqual([...keys].sort(compareUtf8));
    for (const [index, key] of keys.entries()) {
      const found = await engine.repository.findCurrent({ bucket, key });
      expect(found).toMatchObject({
        key,
        sizeBytes: `content of ${index}`.length,
        contentType: 'text/plain',
        metadata: { by: 'test' },
        removed: false,
      });
      expect(found!.lastModified).toBeDefined();
      expect(living).toContainEqual(found);
      const history = await allItems((cursor) => listObjectHistory({ bucket, key }, { limit: 5, cursor }, deps));
      expect(history).toMatchObject([{ key, eventName: 'ObjectCreated:Put' }]);
    }
    const changed = await allItems((cursor) => listObjectChanges({ bucket }, { limit: 5, cursor }, deps));
    expect(new Set(changed.map(({ key }) => key))).toEqual(new Set(keys));
  });

  test('follow an object through being replaced, removed and late news of it', async () => {
    const { on, engine, handle } = await setUp();
    const { bucket } = on;
    const first = s3Record({ bucket, sequencer: '0A', ...(await on.put('k', 'first')) });
    const second = s3Record({
      bucket,
      sequencer: '0B',
      eventName: 'ObjectCreated:Copy',
      ...(await on.put('k', 'second one')),
    });
    await on.remove('k');
    const removed = s3Record({ bucket, key: 'k', sequencer: '0C', eventName: 'ObjectRemoved:Delete' });
    expect(await handle(s3Notification(second), context())).toMatchObject({ processed: 1 });
    expect(await engine.repository.findCurrent({ bucket, key: 'k' })).toMatchObject({ sizeBytes: 10, removed: false });
    expect(await handle(s3Notification(removed), context())).toMatchObject({ processed: 1 });
    expect(await handle(s3Notification(first, second), context())).toEqual({ processed: 1, ignored: 0, duplicates: 1 });
    expect(await engine.repository.findCurrent({ bucket, key: 'k' })).toMatchObject({ removed: true });
    const { items } = await engine.repository.listHistory({ bucket, key: 'k' }, { limit: 10 });
    expect(items.map(({ eventName, sizeBytes }) => [eventName, sizeBytes])).toEqual([
      ['ObjectRemoved:Delete', undefined],
      ['ObjectCreated:Copy', 10],
      ['ObjectCreated:Put', 5],
    ]);
  });

  test('give back what an engine that is away keeps from being recorded', async () => {
    const on = await engines.makeBucket();
    const engine = createObjectEngine({ ...on.environment, TABLE_NAME: 'annals-absent' });
    if (!engine.ok) throw new Error(engine.error.join('; '));
    open.push(engine.value);
    const { logger, lines } = keptLog();
    const handle = createNotificationHandler({ ...engine.value, clock: createClock(), logger });
    const body = JSON.stringify(
      s3Notification(s3Record({ bucket: on.bucket, sequencer: '0A', ...(await on.put('k', 'x')) })),
    );
    expect(await handle(sqsInvocation(body), context())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      reason: expect.stringMatching(/^the dynamodb engine is unavailable: /) as unknown,
    });
  });

  test('reconcile what no notification told of', async () => {
    const { on, engine } = await setUp();
    for (const key of keys) await on.put(key, key);
    const reconcile = createReconciliationHandler({ ...engine, clock: createClock(), logger: keptLog().logger });
    expect(await reconcile({}, context())).toMatchObject({ examined: keys.length, missing: keys.length, done: true });
    await on.remove('a');
    await on.put('a/b', 'other');
    expect(await reconcile({}, context())).toMatchObject({ examined: keys.length, stale: 1, gone: 1, done: true });
    const { items } = await engine.repository.listLiving(on.bucket, '', { limit: 1000 });
    expect(items.map(({ key }) => key)).toEqual(keys.filter((key) => key !== 'a').sort(compareUtf8));
    expect(await reconcile({}, context())).toMatchObject({ missing: 0, stale: 0, gone: 0 });
  });
});
