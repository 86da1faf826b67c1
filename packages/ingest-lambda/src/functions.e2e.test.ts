import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeOnDynamo } from '@annals/adapters-aws/testing';
import { startAwsEngines, type AwsEngines } from '../test/support/aws-engines.js';
import { invokeFunction } from '../test/support/function-process.js';
import { s3Notification, s3Record, sqsInvocation } from '../test/support/invocations.js';

describe.each(['object-notifications', 'reconciliation'] as const)('the function %s', (name) => {
  test('does not start without its settings, and names all that are missing in one line', async () => {
    const { code, stderr, answers } = await invokeFunction(name, { AWS_REGION: 'eu-central-1' }, [{ Records: [] }]);
    expect({ code, answers, stderr }).toEqual({
      code: 1,
      answers: [],
      stderr:
        'CannotStart: annals cannot start: TABLE_NAME is required: the name of the DynamoDB table; ' +
        'BUCKET_NAME is required: the name of the S3 bucket\n',
    });
  });
});

describe('the function queued-events', () => {
  test.each([
    [{}, 'TABLE_NAME is required: the name of the DynamoDB table'],
    [
      { EVENT_DEAD_LETTER_QUEUE_URL: 'nowhere' },
      'TABLE_NAME is required: the name of the DynamoDB table; EVENT_DEAD_LETTER_QUEUE_URL must be the address of an SQS queue, such as https://sqs.eu-central-1.amazonaws.com/123456789012/annals',
    ],
  ])('does not start with %j alone, and says why in one line', async (environment, faults) => {
    const { code, stderr } = await invokeFunction('queued-events', { AWS_REGION: 'eu-central-1', ...environment }, [
      {},
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `CannotStart: annals cannot start: ${faults}\n` });
  });
});

describeOnDynamo('the bundled functions', (dynamo) => {
  let engines: AwsEngines;
  beforeAll(async () => {
    engines = await startAwsEngines(dynamo().endpoint);
  });
  afterAll(() => engines.stop());

  test('record what S3 tells, then what it did not tell', async () => {
    const on = await engines.makeBucket();
    const { bucket } = on;
    const told = s3Record({ bucket, sequencer: '0A', ...(await on.put('told +', 'content')) });
    await on.put('untold', 'content');
    const body = JSON.stringify(s3Notification(told));
    const notified = await invokeFunction('object-notifications', on.environment, [
      s3Notification(told),
      sqsInvocation(body, 'no JSON'),
      { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
    ]);
    expect(notified).toMatchObject({ code: 0, stderr: '' });
    expect(notified.answers).toEqual([
      { processed: 1, ignored: 0, duplicates: 0 },
      { batchItemFailures: [{ itemIdentifier: 'm1' }] },
      { processed: 0, ignored: 1, duplicates: 0 },
    ]);
    expect(notified.log.map(({ level, message }) => [level, message])).toEqual([
      ['INFO', 'notifications handled'],
      ['ERROR', 'a record failed'],
      ['INFO', 'notifications handled'],
      ['INFO', 'notifications handled'],
    ]);
    const reconciled = await invokeFunction('reconciliation', on.environment, [{}]);
    expect(reconciled).toMatchObject({
      code: 0,
      answers: [{ examined: 2, missing: 1, stale: 0, gone: 0, lost: 0, done: true }],
      log: [{ level: 'INFO', message: 'bucket reconciled', examined: 2 }],
    });
  });

  test('fail an invocation whose record failed, so that Lambda makes it again', async () => {
    const on = await engines.makeBucket();
    const foreign = s3Notification(s3Record({ key: 'k', bucket: 'another' }));
    const { code, answers, stderr, log } = await invokeFunction('object-notifications', on.environment, [foreign]);
    expect(code).toBe(1);
    expect(answers).toEqual([]);
    expect(stderr).toContain(
      '1 of 1 records failed (0 processed, 0 ignored, 0 duplicates): s3.bucket.name is another bucket',
    );
    expect(log).toMatchObject([{ level: 'ERROR' }, { level: 'INFO', failed: 1 }]);
  });
});
