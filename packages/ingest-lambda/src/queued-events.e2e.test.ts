import { randomUUID } from 'node:crypto';
import {
  createDynamoClient,
  createSqsClient,
  createTable,
  DynamoEventRepository,
  SqsMessageQueue,
} from '@annals/adapters-aws';
import { describeOnDynamo, startSqsEngine, XRayDaemon, type SqsEngine } from '@annals/adapters-aws/testing';
import { createClock, findEvent, instrumentQueue, maxMessageBytes, queueEvents } from '@annals/domain';
import { draft, RecordingTelemetry, sha256 } from '@annals/domain/testing';
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

  test("records in the trace of who sent the event, and counts what it did in CloudWatch's form", async () => {
    const { queue, environment, deps, receive, close } = await setUp();
    const daemon = await XRayDaemon.listen();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const telemetry = new RecordingTelemetry();
    await telemetry.inSpan('request', { kind: 'server', traceparent }, () =>
      queueEvents([draft()], { ...deps, queue: instrumentQueue(queue, telemetry, 'aws_sqs'), telemetry }),
    );
    const [sender] = telemetry.named('send events');
    const onLambda = {
      ...environment,
      AWS_LAMBDA_FUNCTION_NAME: 'annals-dev-queued-events',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    };
    const { figures, log } = await invokeFunction('queued-events', onLambda, [{ Records: await receive() }]);
    const segment = await daemon.until((all) => all.find(({ name }) => name === 'annals-dev-queued-events'));
    expect(segment).toMatchObject({
      trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
      parent_id: sender!.spanId,
      annotations: {
        operation: 'process events',
        annals_event_outcome: 'recorded',
        annals_caller_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      },
    });
    expect(daemon.documents).toContainEqual(
      expect.objectContaining({
        parent_id: segment.id,
        trace_id: segment.trace_id,
        namespace: 'aws',
        aws: expect.objectContaining({ operation: 'PutItem', table_name: environment.TABLE_NAME }),
      }),
    );
    expect(figures).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ outcome: 'recorded', annals_events_total: 1 }),
        expect.objectContaining({ queue: 'events', outcome: 'deleted', annals_queue_messages_total: 1 }),
        expect.objectContaining({ engine: 'dynamodb', operation: 'PutItem', annals_engine_calls_total: 1 }),
        expect.objectContaining({ ColdStart: 1, function_name: 'annals-dev-queued-events' }),
      ]),
    );
    expect(log).toMatchObject([{ traceId: '5759e988bd862e3fe1be46a994272793', recorded: 1 }]);
    await daemon.close();
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
