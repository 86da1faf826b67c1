import { describe, expect, test } from '@jest/globals';
import { maxMessageBytes } from '../../src/queue/message-queue.js';
import type { CurrentQueue } from '../message-queue-contract.js';
import { bodies, deleteAll, now, receiveAll, sendAll } from './calls.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Facts about what is sent, and deleted. */
export function describeSending(current: CurrentQueue): void {
  describe('sending', () => {
    test('has what was sent received once, and deleted for good', async () => {
      const { queue } = current();
      const sentAfterMs = Date.now();
      const [messageId] = await sendAll(queue, [{ body: 'hello' }]);
      const received = await queue.receive(now);
      expect(received).toEqual([
        { messageId, body: 'hello', receipt: expect.any(String), sentAtMs: expect.any(Number), receiveCount: 1 },
      ]);
      expect(received[0]!.sentAtMs).toBeGreaterThanOrEqual(sentAfterMs);
      expect(received[0]!.sentAtMs).toBeLessThanOrEqual(Date.now());
      await deleteAll(queue, received);
      expect(await queue.receive(now)).toEqual([]);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
    });

    test('takes many messages, each with an id of its own, in order', async () => {
      const { queue } = current();
      const messages = Array.from({ length: 25 }, (_, index) => ({ body: `message ${index}` }));
      const ids = await sendAll(queue, messages);
      expect(new Set(ids).size).toBe(25);
      const received = await receiveAll(queue, 25);
      expect(new Map(received.map(({ messageId, body }) => [messageId, body]))).toEqual(
        new Map(messages.map(({ body }, index) => [ids[index], body])),
      );
    });

    test('takes the same body as often as it is sent', async () => {
      const { queue } = current();
      await sendAll(queue, [{ body: 'twin' }, { body: 'twin' }]);
      expect(bodies(await receiveAll(queue, 2))).toEqual(['twin', 'twin']);
    });

    test('does nothing for no messages and no receipts', async () => {
      const { queue, deadLetters } = current();
      expect(await queue.send([])).toEqual([]);
      expect(await queue.delete([])).toEqual([]);
      expect(await queue.receive(now)).toEqual([]);
      expect(await deadLetters.list(10)).toEqual([]);
      expect(await deadLetters.redrive()).toBe(0);
    });

    test.each([
      ['a body that is too long', 'x'.repeat(maxMessageBytes + 1)],
      ['a body that is too long in UTF-8', 'é'.repeat(maxMessageBytes / 2) + 'x'],
      ['a lone surrogate', 'a\ud800'],
    ])('refuses %s, and sends none of the others', async (_, body) => {
      const { queue } = current();
      await expect(queue.send([{ body: 'before' }, { body }, { body: 'after' }])).rejects.toBeInstanceOf(RangeError);
      expect(await queue.receive(now)).toEqual([]);
    });

    test('carries the trace of each message, and none where there was none or a malformed one', async () => {
      const { queue } = current();
      await sendAll(queue, [
        { body: 'traced', traceparent },
        { body: 'malformed', traceparent: '' },
        { body: 'plain' },
      ]);
      const received = await receiveAll(queue, 3);
      expect(new Map(received.map((message) => [message.body, message.traceparent]))).toEqual(
        new Map([
          ['traced', traceparent],
          ['malformed', undefined],
          ['plain', undefined],
        ]),
      );
    });

    test('deletes only what it is told to, and the same a second time', async () => {
      const { queue } = current();
      await sendAll(queue, [{ body: 'a' }, { body: 'b' }]);
      const received = await receiveAll(queue, 2);
      const deleted = received.filter(({ body }) => body === 'a');
      await deleteAll(queue, deleted);
      await deleteAll(queue, deleted);
      const kept = received.find(({ body }) => body === 'b')!;
      await queue.release(kept, 0, 'again');
      expect(bodies(await receiveAll(queue, 1))).toEqual(['b']);
    });
  });
}
