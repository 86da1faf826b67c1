/** What the function is given before its code cache is made: an event as the API queues it. */
import { hash } from 'node:crypto';
import { createClock, queueEvent, readJson, readNativeEvent } from '@annals/domain';

const json = readJson('{"id":"warm-up","type":"order.placed","subject":"customer-1","payload":{"total":12.5}}');
if (!json.ok) throw new Error(json.error);

/** @type {string[]} */
const bodies = [];
await queueEvent(readNativeEvent(json.value), {
  queue: {
    send: (messages) => {
      bodies.push(...messages.map(({ body }) => body));
      return Promise.resolve(messages.map(() => ({ code: 'sent', messageId: 'message-0' })));
    },
  },
  clock: createClock(),
  ids: { nextId: () => 'warm-up' },
  sha256: (input) => hash('sha256', input, 'base64url'),
});

/** @type {import('../../../scripts/bundle/code-cache/make-code-cache.mjs').WarmUp['invocations']} */
export const invocations = [
  {
    invocation: {
      Records: bodies.map((body) => ({
        messageId: 'message-0',
        receiptHandle: 'receipt-0',
        eventSource: 'aws:sqs',
        body,
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
        messageAttributes: {},
      })),
    },
    isRight: (answer) =>
      bodies.length === 1 && /** @type {{ batchItemFailures: unknown[] }} */ (answer).batchItemFailures.length === 0,
  },
];
