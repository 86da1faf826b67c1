import { describe, expect, test } from '@jest/globals';
import type { CurrentQueue } from '../message-queue-contract.js';
import { bodies, deleteAll, now, receiveAll, sendAll, soon } from './calls.js';

/** Shorter than the longest wait: a fact that waits that long does not end at once. */
const atOnceMs = 15_000;

/** Facts about what is received, for how long, and how often. */
export function describeReceiving(current: CurrentQueue): void {
  describe('receiving', () => {
    test('keeps a message from everybody else until its time is up, and counts how often it was received', async () => {
      const { queue } = current();
      const [messageId] = await sendAll(queue, [{ body: 'a' }]);
      const [first] = await queue.receive({ ...now, visibilityMs: 1_000 });
      const [second] = await queue.receive(soon);
      expect([first, second]).toMatchObject([
        { messageId, receiveCount: 1 },
        { messageId, receiveCount: 2, sentAtMs: first!.sentAtMs },
      ]);
      expect(second!.receipt).not.toBe(first!.receipt);
      expect(await queue.receive(now)).toEqual([]);
    });

    test('leaves a message where it is when a receipt is no longer good', async () => {
      const { queue } = current();
      await sendAll(queue, [{ body: 'a' }]);
      const [stale] = await queue.receive({ ...now, visibilityMs: 1_000 });
      const [fresh] = await queue.receive(soon);
      await queue.delete([stale!.receipt]);
      await queue.release(stale!, 0, 'too late');
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 1, dead: 0 });
      await deleteAll(queue, [fresh!]);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
    });

    test('receives no more than it is asked for', async () => {
      const { queue } = current();
      await sendAll(queue, [{ body: 'a' }, { body: 'b' }, { body: 'c' }]);
      expect(await queue.receive({ ...now, max: 1 })).toHaveLength(1);
      expect((await queue.receive({ ...now, max: 2 })).length).toBeLessThanOrEqual(2);
    });

    test(
      'waits for a message, and ends at once when one is sent',
      async () => {
        const { queue } = current();
        const receiving = queue.receive(soon);
        expect(await queue.receive(now)).toEqual([]);
        await sendAll(queue, [{ body: 'late' }]);
        expect(bodies(await receiving)).toEqual(['late']);
      },
      atOnceMs,
    );

    test(
      'waits for a message, and ends at once when one is released',
      async () => {
        const { queue } = current();
        await sendAll(queue, [{ body: 'a' }]);
        const [message] = await queue.receive(now);
        const receiving = queue.receive(soon);
        await queue.release(message!, 0, 'not now');
        expect(await receiving).toMatchObject([{ body: 'a', receiveCount: 2 }]);
      },
      atOnceMs,
    );

    test('returns nothing when nothing came', async () => {
      expect(await current().queue.receive({ ...now, waitMs: 1_000 })).toEqual([]);
    });

    test(
      'returns nothing as soon as the wait is called off',
      async () => {
        const { queue } = current();
        const abort = new AbortController();
        const receiving = queue.receive({ ...soon, signal: abort.signal });
        abort.abort();
        expect(await receiving).toEqual([]);
        expect(await queue.receive({ ...soon, signal: abort.signal })).toEqual([]);
      },
      atOnceMs,
    );

    test('makes a released message visible only after its delay', async () => {
      const { queue } = current();
      await sendAll(queue, [{ body: 'a' }]);
      const [message] = await queue.receive(now);
      await queue.release(message!, 2_000, 'not now');
      expect(await queue.receive(now)).toEqual([]);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 1 });
      expect(await queue.receive(soon)).toMatchObject([{ body: 'a', receiveCount: 2 }]);
    });

    test('never gives a message to two of many receivers at once', async () => {
      const { queue } = current();
      const ids = await sendAll(
        queue,
        Array.from({ length: 40 }, (_, index) => ({ body: `message ${index}` })),
      );
      const received: string[] = [];
      const receivers = Array.from({ length: 8 }, async () => {
        while (received.length < ids.length) {
          const some = await queue.receive({ ...now, max: 3, waitMs: 1_000 });
          received.push(...some.map(({ messageId }) => messageId));
        }
      });
      await Promise.all(receivers);
      expect(received.sort()).toEqual([...ids].sort());
    });

    test('tells how full it is', async () => {
      const { queue, deadLetters } = current();
      await sendAll(queue, [{ body: 'a' }, { body: 'b' }, { body: 'c' }, { body: 'd' }]);
      const [received] = await queue.receive({ ...now, max: 1 });
      await queue.bury(received!, 'no use');
      await queue.receive({ ...now, max: 1 });
      const { oldestAgeMs, ...figures } = await queue.figures();
      expect(figures).toEqual({ waiting: 2, inFlight: 1, dead: 1 });
      if (oldestAgeMs !== undefined) expect(oldestAgeMs).toBeGreaterThanOrEqual(0);
      expect(await deadLetters.list(10)).toHaveLength(1);
      await receiveAll(queue, 2);
      expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 3, dead: 1 });
    });
  });
}
