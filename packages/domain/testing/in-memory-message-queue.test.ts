import { expect, test } from '@jest/globals';
import { InMemoryMessageQueue } from './in-memory-message-queue.js';
import { describeMessageQueue } from './message-queue-contract.js';

describeMessageQueue('InMemoryMessageQueue', {
  empty: ({ maxReceives }) => {
    const queue = new InMemoryMessageQueue({ maxReceives });
    return Promise.resolve({ queue, deadLetters: queue.deadLetters });
  },
});

const request = { max: 10, waitMs: 0, visibilityMs: 1_000 };

test('sends the others when one message is refused', async () => {
  const queue = new InMemoryMessageQueue();
  const cause = new Error('no room');
  queue.refuse = ({ body }) => (body === 'b' ? cause : undefined);
  const outcomes = await queue.send([{ body: 'a' }, { body: 'b' }, { body: 'c' }]);
  expect(outcomes).toMatchObject([{ code: 'sent' }, { code: 'failed', cause }, { code: 'sent' }]);
  expect((await queue.receive(request)).map(({ body }) => body)).toEqual(['a', 'c']);
});

test('goes by the clock that it is given', async () => {
  let nowMs = 0;
  const queue = new InMemoryMessageQueue({ nowMs: () => nowMs });
  await queue.send([{ body: 'a' }]);
  expect(await queue.receive(request)).toHaveLength(1);
  nowMs = 999;
  expect(await queue.receive(request)).toEqual([]);
  nowMs = 1_000;
  expect(await queue.receive(request)).toMatchObject([{ receiveCount: 2, sentAtMs: 0 }]);
});

test('throws its fault from every call', async () => {
  const queue = new InMemoryMessageQueue();
  queue.fault = new Error('gone');
  const calls = [
    queue.send([]),
    queue.receive(request),
    queue.delete([]),
    queue.figures(),
    queue.deadLetters.list(1),
    queue.deadLetters.redrive(),
  ];
  for (const call of calls) await expect(call).rejects.toBe(queue.fault);
});
