import { EngineUnavailable, type MessageQueue } from '@annals/domain';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EngineFolders } from '../test/engine-folders.js';
import type { EmbeddedEngine } from './index.js';

const folders = new EngineFolders();
const now = { max: 10, waitMs: 0, visibilityMs: 60_000 } as const;
const options = { maxReceives: 2 } as const;

afterEach(() => folders.removeAll());

async function reopened(engine: EmbeddedEngine): Promise<MessageQueue> {
  await engine.close();
  return (await folders.open({ dataDir: engine.dataDir })).queue('events', options);
}

describe('a queue whose engine is opened again', () => {
  test('gives back what was received, and does not count that delivery', async () => {
    const engine = await folders.open();
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'a' }]);
    const [first] = await queue.receive(now);
    const again = await reopened(engine);
    expect(await again.figures()).toMatchObject({ waiting: 1, inFlight: 0, dead: 0 });
    const [second] = await again.receive(now);
    expect(second).toMatchObject({ messageId: first!.messageId, sentAtMs: first!.sentAtMs, receiveCount: 1 });
    await again.delete([first!.receipt]);
    expect(await again.figures()).toMatchObject({ inFlight: 1 });
  });

  test('never gives a message up for being stopped, however often', async () => {
    let engine = await folders.open();
    await engine.queue('events', options).send([{ body: 'a' }]);
    for (let stops = 0; stops < 4; stops++) {
      expect(await engine.queue('events', options).receive(now)).toHaveLength(1);
      await engine.close();
      engine = await folders.open({ dataDir: engine.dataDir });
    }
    expect(await engine.queue('events', options).figures()).toMatchObject({ waiting: 1, dead: 0 });
  });

  test('keeps a released message back until its delay is over, and its deliveries counted', async () => {
    const engine = await folders.open();
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'later' }, { body: 'now' }]);
    for (const message of await queue.receive(now))
      await queue.release(message, message.body === 'later' ? 600_000 : 0, 'not yet');
    const again = await reopened(engine);
    expect(await again.receive(now)).toMatchObject([{ body: 'now', receiveCount: 2 }]);
  });

  test('keeps dead letters with their reasons', async () => {
    const engine = await folders.open();
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'a' }]);
    await queue.bury((await queue.receive(now))[0]!, 'no use');
    const letters = await queue.deadLetters.list(10);
    await engine.close();
    const again = (await folders.open({ dataDir: engine.dataDir })).queue('events', options);
    expect(await again.deadLetters.list(10)).toEqual(letters);
    expect(letters).toMatchObject([{ reason: 'no use' }]);
  });

  test('has a message that was sent before the clock was set back', async () => {
    const engine = await folders.open({ clock: { nowMicros: () => Date.now() * 1000 + 3_600_000_000 } });
    await engine.queue('events', options).send([{ body: 'a' }]);
    expect(await (await reopened(engine)).receive(now)).toMatchObject([{ body: 'a' }]);
  });
});

describe('a queue of an open engine', () => {
  test('goes on when the clock is set back', async () => {
    let nowMs = Date.now();
    const engine = await folders.open({ clock: { nowMicros: () => nowMs * 1000 } });
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'a' }]);
    nowMs -= 3_600_000;
    await queue.send([{ body: 'b' }]);
    expect((await queue.receive(now)).map(({ body }) => body)).toEqual(['a', 'b']);
  });

  test('is the same for the same name, and has nothing of another', async () => {
    const engine = await folders.open();
    const queue = engine.queue('events', options);
    expect(engine.queue('events', options)).toBe(queue);
    await queue.send([{ body: 'a' }]);
    const other = engine.queue('sample', options);
    expect(await other.receive(now)).toEqual([]);
    expect(await other.figures()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
    expect(await queue.figures()).toMatchObject({ waiting: 1 });
  });

  test('tells why a message was released last, once it is dead, whatever the delay', async () => {
    const queue = (await folders.open()).queue('events', options);
    await queue.send([{ body: 'a' }]);
    for (const reason of ['first', 'last']) {
      const [message] = await queue.receive(now);
      await queue.release(message!, reason === 'first' ? 0 : 600_000, reason);
    }
    expect(await queue.deadLetters.list(10)).toMatchObject([{ body: 'a', receiveCount: 2, reason: 'last' }]);
  });

  test('finds what can be received behind any number of messages that are to be given up', async () => {
    let nowMs = Date.now();
    const engine = await folders.open({ clock: { nowMicros: () => nowMs * 1000 } });
    const queue = engine.queue('events', options);
    await queue.send(Array.from({ length: 35 }, (_, index) => ({ body: `poison ${index}` })));
    for (let round = 0; round < 8; round++) {
      await queue.receive(now);
      if (round === 3) nowMs += 60_000;
    }
    await queue.send([{ body: 'sound' }]);
    nowMs += 60_000;
    expect(await queue.receive(now)).toMatchObject([{ body: 'sound' }]);
    expect(await queue.figures()).toMatchObject({ waiting: 0, inFlight: 1, dead: 35 });
  });

  test('tells how long ago its oldest living message was sent', async () => {
    let nowMs = Date.now();
    const engine = await folders.open({ clock: { nowMicros: () => nowMs * 1000 } });
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'a' }]);
    nowMs += 5_000;
    await queue.send([{ body: 'b' }]);
    nowMs += 1_000;
    expect((await queue.figures()).oldestAgeMs).toBe(6_000);
    const [oldest] = await queue.receive({ ...now, max: 1 });
    await queue.bury(oldest!, 'no use');
    expect((await queue.figures()).oldestAgeMs).toBe(1_000);
  });
});

describe('a queue whose engine is closed', () => {
  test('ends a wait with nothing, and is unavailable from then on', async () => {
    const engine = await folders.open();
    const queue = engine.queue('events', options);
    await queue.send([{ body: 'a' }]);
    const [message] = await queue.receive(now);
    const waiting = queue.receive({ ...now, waitMs: 20_000 });
    await engine.close();
    expect(await waiting).toEqual([]);
    for (const use of [
      () => queue.send([{ body: 'b' }]),
      () => queue.receive(now),
      () => queue.delete([message!.receipt]),
      () => queue.release(message!, 0, 'late'),
      () => queue.bury(message!, 'late'),
      () => queue.figures(),
      () => queue.deadLetters.list(1),
      () => queue.deadLetters.redrive(),
    ])
      await expect(use()).rejects.toThrow(EngineUnavailable);
  });
});
