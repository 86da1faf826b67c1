import { noTelemetry } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import { prepareDynamo } from './dynamo-engine.js';
import type { Engine } from './engine.js';
import { loadEngine } from './load-engine.js';

function open(environment: Readonly<Record<string, string>>): Promise<Engine> {
  const prepared = prepareDynamo(environment);
  if (!prepared.ok) throw new Error(prepared.error.join());
  return prepared.value(() => {}, noTelemetry);
}

describe('DynamoDB as the engine', () => {
  it('is what its name loads', async () => {
    expect(await loadEngine('dynamodb')).toBe(prepareDynamo);
  });

  it('lists every fault of its variables', () => {
    const prepared = prepareDynamo({ DYNAMODB_ENDPOINT: 'nowhere' });
    expect(prepared).toMatchObject({
      ok: false,
      error: [expect.stringMatching(/^TABLE_NAME/), expect.stringMatching(/^DYNAMODB_ENDPOINT/)],
    });
  });

  it('lists every fault of its bucket beside those of its table', () => {
    const prepared = prepareDynamo({ TABLE_NAME: 'annals', BUCKET_NAME: 'Not_One', S3_ENDPOINT: 'nowhere' });
    expect(prepared).toMatchObject({
      ok: false,
      error: [
        expect.stringMatching(/^AWS_REGION/),
        expect.stringMatching(/^BUCKET_NAME/),
        expect.stringMatching(/^S3_ENDPOINT/),
      ],
    });
    expect(prepareDynamo({ TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1', S3_ENDPOINT: 'http://s3' })).toMatchObject(
      {
        error: [expect.stringMatching(/^BUCKET_NAME is required/)],
      },
    );
  });

  it('has a bucket where BUCKET_NAME names one, and none elsewhere', async () => {
    const table = { TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1' };
    const without = await open({ ...table, BUCKET_NAME: ' ' });
    expect(without.objects).toBeUndefined();
    await without.close();
    const engine = await open({ ...table, BUCKET_NAME: 'main-bucket' });
    expect([engine.objects?.store.bucket, engine.objects?.served]).toEqual(['main-bucket', undefined]);
    await engine.close();
  });

  it('has queues where both addresses are given, and says what is missing where one is', async () => {
    const table = { TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1' };
    const address = 'https://sqs.eu-central-1.amazonaws.com/123456789012/annals';
    const without = await open(table);
    expect(without.queues).toBeUndefined();
    await without.close();
    const engine = await open({ ...table, EVENT_QUEUE_URL: address, SAMPLE_QUEUE_URL: `${address}-sample` });
    expect([engine.queues?.events.name, engine.queues?.sample.name]).toEqual(['events', 'sample']);
    await engine.close();
    expect(prepareDynamo({ ...table, EVENT_QUEUE_URL: address })).toMatchObject({
      error: [expect.stringMatching(/^SAMPLE_QUEUE_URL is required/)],
    });
    expect(prepareDynamo({ ...table, SQS_ENDPOINT: 'nowhere' })).toMatchObject({
      error: [
        expect.stringMatching(/^EVENT_QUEUE_URL is required/),
        expect.stringMatching(/^SAMPLE_QUEUE_URL is required/),
        expect.stringMatching(/^SQS_ENDPOINT must/),
      ],
    });
  });

  it('says which table it keeps events in, and where', async () => {
    const aws = await open({ TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1' });
    expect([aws.name, aws.place]).toEqual(['dynamodb', 'table annals at eu-central-1']);
    await aws.close();
  });
});
