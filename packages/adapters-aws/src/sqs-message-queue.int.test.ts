import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describeMessageQueue } from '@annals/domain/testing';
import { startSqsEngine, type SqsEngine } from '../testing/index.js';
import { createSqsClient } from './sqs-client.js';
import { SqsMessageQueue } from './sqs-message-queue.js';

let engine: SqsEngine;
let client: SQSClient;

describeMessageQueue('SQS', {
  start: async () => {
    engine = await startSqsEngine();
    client = createSqsClient(engine);
  },
  empty: async ({ maxReceives }) => {
    const { queueUrl } = await engine.makeQueue({ name: randomUUID(), maxReceives });
    const queue = new SqsMessageQueue({ client, name: 'events', queueUrl, maxReceives });
    return { queue, deadLetters: queue.deadLetters };
  },
  stop: async () => {
    client.destroy();
    await engine.stop();
  },
});
