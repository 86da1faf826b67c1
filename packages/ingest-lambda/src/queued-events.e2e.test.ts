import { randomUUID } from 'node:crypto';
import {
  createDynamoClient,
  createSqsClient,
  createTable,
  DynamoEventRepository,
  SqsMessageQueue,
} from '@annals/adapters-aws';
import { describeOnDynamo, startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { createClock, findEvent, maxMessageBytes, queueEvents } from '@annals/domain';
import { draft, sha256 } from '@annals/domain/testing';
import { GetQueueAttributesCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { invokeFunction } from '../test/support/function-process.js';

describeOnDynamo('the bundled function queued-events', (dynamo) => {
  let sqs: SqsEngine;
  beforeAll(async () => {
    sqs = await startSqsEngine();
  });
  afterAll(() => sqs.stop());

  /** A queue and a table, and what Lambda's poller does between them. */
  async function setUp() {
    const location = { region: 'us-east-1' };
    const sqsClient = createSqsClient({ ...location, endpoint: sqs.endpoint });
    const dynamoClient = createDynamoClient({ ...location, endpoint: dynamo().endpoint });
    const tableName = `annals-${randomUUID()}`;
    await createTable(dynamoClient, tableName);
    const urls = await sqs.makeQueue({ name: `events-${randomUUID()}`, maxReceives: 5 });
    const queue = new SqsMessageQueue({ client: sqsClient, name: 'events', ...urls });
    const repository = new DynamoEventRepository({ client: dynamoClient, tableName });
    const environment = {
      TABLE_NAME: tableName,
      DYNAMODB_ENDPOINT: dynamo().endpoint,
      EVENT_DEAD_LETTER_QUEUE_URL: urls.deadLetterQueueUrl,
      SQS_ENDPOINT: sqs.endpoint,
    };
    return {
      queue,
      environment,
      deps: { queue, repository, clock: createClock(), ids: { nextId: () => randomUUID() }, sha256 },
      receive: async () => {
        const { Messages = [] } = await sqsClient.send(
          new ReceiveMessageCommand({
            QueueUrl: urls.queueUrl,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        );
        return Messages.map(recordOf);
      },
      sizeOfDeadLetters: async () => {
        const { Attributes } = await sqsClient.send(
          new GetQueueAttributesCommand({
            QueueUrl: urls.deadLetterQueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages'],
          }),
        );
        return Number(Attributes?.ApproximateNumberOfMessages);
      },
      close: () => {
        sqsClient.destroy();
        dynamoClient.destroy();
      },
    };
  }

  test('records what the queue holds, whatever its characters and its size, and gives poison its reason', async () => {
    const { queue, environment, deps, receive, sizeOfDeadLetters, close } = await setUp();
    const large = 'é'.repeat(120 * 1024);
    await queueEvents([draft({ id: 'plain' }), draft({ id: '\u{1f600}\u200b', payload: large })], deps);
    await queue.send([{ body: 'no event \u0000' }]);
    const records: object[] = [];
    while (records.length < 3) records.push(...(await receive()));

    const invoked = await invokeFunction('queued-events', environment, [{ Records: records }, { Records: records }]);
    expect(invoked).toMatchObject({ code: 0, stderr: '' });
    expect(invoked.answers).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    const tallies = invoked.log.filter(({ message }) => message === 'queued events');
    const tally = { messages: 3, recorded: 2, replayed: 0, conflict: 0, buried: 1, failed: 0 };
    expect(tallies).toMatchObject([tally, tally]);
    expect(JSON.stringify(invoked.log)).not.toContain('no event');
    expect(await findEvent({ id: 'plain', source: '/' }, deps)).toBeDefined();
    const found = await findEvent({ id: '\u{1f600}\u200b', source: '/' }, deps);
    expect(found?.data).toEqual({ kind: 'json', text: JSON.stringify(large) });
    expect(await sizeOfDeadLetters()).toBe(2);
    expect(await queue.deadLetters.list(1)).toMatchObject([
      { body: 'no event \u0000', reason: 'the message is not JSON', receiveCount: 1 },
    ]);
    close();
  });

  test('returns messages while the table is away', async () => {
    const { environment, deps, receive, close } = await setUp();
    await queueEvents([draft()], deps);
    const records = await receive();
    const away = { ...environment, DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' };
    const invoked = await invokeFunction('queued-events', away, [{ Records: records }]);
    expect(invoked.answers).toEqual([{ batchItemFailures: [{ itemIdentifier: expect.any(String) }] }]);
    expect(invoked.log[0]).toMatchObject({ level: 'ERROR', message: 'a message failed' });
    close();
  });

  test('puts the largest message among the dead letters as it is', async () => {
    const { queue, environment, receive, close } = await setUp();
    const body = '\u0000'.repeat(maxMessageBytes);
    await queue.send([{ body }]);
    const { answers } = await invokeFunction('queued-events', environment, [{ Records: await receive() }]);
    expect(answers).toEqual([{ batchItemFailures: [] }]);
    expect((await queue.deadLetters.list(1))[0]?.body).toBe(body);
    close();
  });
});

/** A message as Lambda hands it to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }: Message): object {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
        name,
        { stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
      ]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:events',
    awsRegion: 'us-east-1',
  };
}
