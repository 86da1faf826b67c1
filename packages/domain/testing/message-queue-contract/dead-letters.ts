import { describe, expect, test } from '@jest/globals';
import type { MessageQueue, ReceivedMessage } from '../../src/queue/message-queue.js';
import type { CurrentQueue } from '../message-queue-contract.js';
import { bodies, deleteAll, maxReceives, now, receiveAll, sendAll } from './calls.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Receives what there is and gives it back, until it is dead. */
async function exhaust(queue: MessageQueue, count: number): Promise<void> {
  for (let round = 1; round <= maxReceives; round++)
    for (const message of await receiveAll(queue, count)) await queue.release(message, 0, `failed ${round}`);
  expect(await queue.receive(now)).toEqual([]);
}

/** Sends a message and buries it. */
async function buried(queue: MessageQueue, body: string): Promise<ReceivedMessage> {
  await sendAll(queue, [{ body }]);
  const [message] = await receiveAll(queue, 1);
  await queue.bury(message!, `${body} is no use`);
  return message!;
}

/** Facts about messages that were given up. */
export function describeDeadLetters(current: CurrentQueue): void {
  describe('dead letters', () => {
    test('receives a message that was received too often no more, and keeps it', async () => {
      const { queue, deadLetters } = current();
      expect(queue.maxReceives).toBe(maxReceives);
      await sendAll(queue, [{ body: 'poison\u0000', traceparent }]);
      await exhaust(queue, 1);
      const dead = await deadLetters.list(10);
      expect(dead).toMatchObject([{ body: 'poison\u0000', traceparent, receiveCount: maxReceives }]);
      expect([undefined, `failed ${maxReceives}`]).toContain(dead[0]!.reason);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 0, dead: 1 });
    });

    test('gives up a message whose time ran out every time, and none of the others', async () => {
      const { queue, deadLetters } = current();
      await sendAll(queue, [{ body: 'slow' }]);
      for (let round = 1; round <= maxReceives; round++)
        expect(await queue.receive({ ...now, waitMs: 20_000, visibilityMs: 1_000 })).toMatchObject([
          { body: 'slow', receiveCount: round },
        ]);
      await sendAll(queue, [{ body: 'next' }]);
      expect(bodies(await receiveAll(queue, 1))).toEqual(['next']);
      expect(await queue.receive({ ...now, waitMs: 2_000 })).toEqual([]);
      expect(await deadLetters.list(10)).toMatchObject([{ body: 'slow', receiveCount: maxReceives }]);
    });

    test('buries a message at once, with its reason', async () => {
      const { queue, deadLetters } = current();
      await sendAll(queue, [{ body: 'é', traceparent }]);
      const [message] = await queue.receive({ ...now, visibilityMs: 1_000 });
      await queue.bury(message!, 'not JSON:\nunexpected é 😀');
      expect(await deadLetters.list(10)).toEqual([
        {
          messageId: expect.any(String),
          body: 'é',
          traceparent,
          sentAtMs: message!.sentAtMs,
          receiveCount: 1,
          reason: 'not JSON: unexpected é 😀',
        },
      ]);
      expect(await queue.receive({ ...now, waitMs: 2_000 })).toEqual([]);
    });

    test('keeps the start of a long reason, and says that an empty one is unknown', async () => {
      const { queue, deadLetters } = current();
      await sendAll(queue, [{ body: 'long' }, { body: 'none' }]);
      for (const message of await receiveAll(queue, 2))
        await queue.bury(message, message.body === 'long' ? '😀'.repeat(2_000) : ' ');
      expect(new Map((await deadLetters.list(10)).map(({ body, reason }) => [body, reason]))).toEqual(
        new Map([
          ['long', '😀'.repeat(1_000)],
          ['none', 'unknown'],
        ]),
      );
    });

    test('lists the same again, and no more than it is asked for', async () => {
      const { queue, deadLetters } = current();
      for (let index = 0; index < 12; index++) await buried(queue, `message ${index}`);
      const all = await deadLetters.list(1_000);
      expect(all).toHaveLength(12);
      expect(await deadLetters.list(5)).toHaveLength(5);
      const again = await deadLetters.list(12);
      const key = ({ messageId }: { readonly messageId: string }): string => messageId;
      expect(again.map(key).sort()).toEqual(all.map(key).sort());
      expect(new Map(again.map((letter) => [letter.messageId, letter]))).toEqual(
        new Map(all.map((letter) => [letter.messageId, letter])),
      );
    });

    test('sends those that are named again, as new, and leaves the others dead', async () => {
      const { queue, deadLetters } = current();
      for (const body of ['a', 'b', 'c']) await buried(queue, body);
      const dead = await deadLetters.list(10);
      const named = dead.filter(({ body }) => body !== 'b').map(({ messageId }) => messageId);
      expect(await deadLetters.redrive([...named, named[0]!, 'unknown'])).toBe(2);
      const received = await receiveAll(queue, 2);
      expect(bodies(received)).toEqual(['a', 'c']);
      expect(received).toMatchObject([{ receiveCount: 1 }, { receiveCount: 1 }]);
      expect(await deadLetters.list(10)).toMatchObject([{ body: 'b', reason: 'b is no use' }]);
      await deleteAll(queue, received);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 0, dead: 1 });
    });

    test('sends all of them again, and lets each die again', async () => {
      const { queue, deadLetters } = current();
      const messages = Array.from({ length: 12 }, (_, index) => ({ body: `message ${index}\u0000`, traceparent }));
      await sendAll(queue, messages);
      await exhaust(queue, 12);
      expect(await deadLetters.redrive()).toBe(12);
      expect(await deadLetters.list(10)).toEqual([]);
      expect(await deadLetters.redrive()).toBe(0);
      const received = await receiveAll(queue, 12);
      expect(bodies(received)).toEqual(bodies(messages));
      for (const message of received) {
        expect(message).toMatchObject({ receiveCount: 1, traceparent });
        await queue.bury(message, 'still no use');
      }
      expect(bodies(await deadLetters.list(1_000))).toEqual(bodies(messages));
    });
  });
}
