/**
 * A program for people who develop: an SQS in memory with the queues of Annals, until it is asked to end or its starter dies. It tells its
 * starter, over the channel between them, the variables that lead to the queues.
 */
import { once } from 'node:events';
import { startSqsEngine } from './sqs-engine.js';

/** What a queue that is deployed has, too. */
const maxReceives = 5;

const engine = await startSqsEngine();
const events = await engine.makeQueue({ name: 'annals-events', maxReceives });
const sample = await engine.makeQueue({ name: 'annals-sample', maxReceives });
process.send?.({
  SQS_ENDPOINT: engine.endpoint,
  EVENT_QUEUE_URL: events.queueUrl,
  EVENT_DEAD_LETTER_QUEUE_URL: events.deadLetterQueueUrl,
  SAMPLE_QUEUE_URL: sample.queueUrl,
});
await Promise.race([once(process, 'disconnect'), once(process, 'SIGTERM')]);
await engine.stop();
process.exit();
