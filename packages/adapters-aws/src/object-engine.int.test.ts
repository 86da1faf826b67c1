import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createClock, reconcileObjects } from '@annals/domain';
import { describeOnDynamo, startS3Engine, type S3Engine } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { createObjectEngine } from './object-engine.js';
import { createS3Client } from './s3-client.js';

test('an object engine names every fault of the environment at once', () => {
  const names = [/^TABLE_NAME/, /^AWS_REGION/, /^BUCKET_NAME/, /^AWS_REGION/];
  expect(createObjectEngine({})).toEqual({
    ok: false,
    error: names.map((name) => expect.stringMatching(name) as unknown),
  });
  expect(createObjectEngine({ TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1' })).toEqual({
    ok: false,
    error: [expect.stringMatching(/^BUCKET_NAME/)],
  });
});

describeOnDynamo('an object engine', (engine) => {
  let s3: S3Engine;
  let tables: EventTables;
  beforeAll(async () => {
    s3 = await startS3Engine();
    tables = new EventTables(engine().endpoint);
  });
  afterAll(async () => {
    await tables.close();
    await s3.stop();
  });

  test('keeps the catalogue of the bucket that the environment names', async () => {
    const bucket = 'main-bucket';
    const client = createS3Client({ region: 'us-east-1', endpoint: s3.endpoint });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: 'content' }));
    client.destroy();
    const created = createObjectEngine({
      TABLE_NAME: await tables.make(),
      BUCKET_NAME: bucket,
      DYNAMODB_ENDPOINT: engine().endpoint,
      S3_ENDPOINT: s3.endpoint,
    });
    if (!created.ok) throw new Error(created.error.join(', '));
    const { repository, store, checkpoint } = created.value;
    const everything = { prefix: '', dryRun: false, deadlineMicros: Number.MAX_SAFE_INTEGER };
    await reconcileObjects(everything, { repository, store, clock: createClock() });
    expect(await repository.findCurrent({ bucket, key: 'k' })).toMatchObject({ sizeBytes: 7, removed: false });
    await checkpoint.write('k');
    expect(await checkpoint.read()).toBe('k');
    created.value.close();
  });
});
