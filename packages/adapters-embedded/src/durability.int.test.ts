import type { Event, ReceivedMessage } from '@annals/domain';
import { newYear2026Micros } from '@annals/domain/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { EngineFolders } from '../test/engine-folders.js';
import { EngineProcess } from '../test/engine-process.js';
import { payloadOf } from '../test/event-text.mjs';
import { bodyOf } from '../test/message-text.mjs';
import { readTrace, tracer, untraceable, type TracedStep } from '../test/sync-trace.js';
import type { EmbeddedEngine, EmbeddedQueue } from './index.js';

const folders = new EngineFolders();

afterEach(() => folders.removeAll());

describe('syncs', () => {
  /** The trace of a run. Where nothing can be traced: why, which is printed. */
  async function traced(
    clients: number,
    events: number,
    program: 'engine' | 'queue' = 'engine',
  ): Promise<TracedStep[] | string> {
    const reason = untraceable();
    if (reason !== undefined) {
      process.stderr.write(`what is synced was not looked at: ${reason}\n`);
      return reason;
    }
    const folder = await folders.make();
    const trace = join(folder, 'trace');
    const run = new EngineProcess({ dataDir: join(folder, 'data'), program, clients, events, under: tracer(trace) });
    expect(await run.finish()).toBe(0);
    return readTrace(trace);
  }

  /** How many acknowledgements followed each sync, once the engine was open; the first count is of those before any sync. */
  function acksAfterEachSync(steps: readonly TracedStep[]): number[] {
    const counts = [0];
    for (const step of steps.slice(steps.indexOf('open') + 1)) {
      if (step === 'sync') counts.push(0);
      else counts.push(counts.pop()! + 1);
    }
    return counts;
  }

  test('before each acknowledgement of one client', async () => {
    const steps = await traced(1, 50);
    if (typeof steps === 'string') return;
    const [beforeAny, ...counts] = acksAfterEachSync(steps);
    expect(beforeAny).toBe(0);
    expect(Math.max(...counts)).toBe(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(50);
  });

  test('before the acknowledgements of 64 clients, and fewer times than there are events', async () => {
    const steps = await traced(64, 640);
    if (typeof steps === 'string') return;
    const [beforeAny, ...counts] = acksAfterEachSync(steps);
    expect(beforeAny).toBe(0);
    // Each client waits for its own: more acknowledgements than clients would be of events that no sync has covered.
    expect(Math.max(...counts)).toBeLessThanOrEqual(64);
    expect(counts.reduce((sum, count) => sum + count)).toBe(640);
    expect(counts.length).toBeLessThan(640 / 2);
  });

  test('before each message counts as sent, and as deleted', async () => {
    const steps = await traced(1, 50, 'queue');
    if (typeof steps === 'string') return;
    const [beforeAny, ...counts] = acksAfterEachSync(steps);
    expect(beforeAny).toBe(0);
    expect(Math.max(...counts)).toBe(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
  });
});

describe('after a SIGKILL', () => {
  const afterEverything = newYear2026Micros / 1000 + 100 * 365 * 86_400_000;

  async function everyEvent({ repository }: EmbeddedEngine): Promise<Event[]> {
    const events: Event[] = [];
    let after;
    do {
      const page = await repository.list({ order: 'asc' }, { limit: 1000, after, atMs: afterEverything });
      events.push(...page.events);
      after = page.next;
    } while (after !== undefined);
    return events;
  }

  test.each([20, 170, 600])('has every acknowledged event, and no torn one, killed after %i lines', async (lines) => {
    const dataDir = await folders.make();
    const run = new EngineProcess({ dataDir, clients: 16, events: 1_000_000 });
    await run.printed(lines);
    await run.kill();
    expect(run.acknowledged.length).toBeGreaterThanOrEqual(lines - 1);
    const engine = await folders.open({ dataDir });
    for (const id of run.acknowledged) {
      const found = await engine.repository.find({ source: '/', id }, afterEverything);
      expect(found?.data).toEqual({ kind: 'json', text: JSON.stringify(payloadOf(id)) });
    }
    for (const { id, subject, data } of await everyEvent(engine)) {
      expect({ id, subject, data: data.kind === 'json' && data.text }).toEqual({
        id,
        subject: `subject-${id}`,
        data: JSON.stringify(payloadOf(id)),
      });
    }
  });

  /** Everything that can be received, once. */
  async function everyMessage(queue: EmbeddedQueue): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    for (;;) {
      const some = await queue.receive({ max: 10, waitMs: 0, visibilityMs: 600_000 });
      if (some.length === 0) return messages;
      messages.push(...some);
    }
  }

  test.each([20, 170, 600])(
    'has every message that was sent and not taken, and none that was deleted, killed after %i lines',
    async (lines) => {
      const dataDir = await folders.make();
      const run = new EngineProcess({ dataDir, program: 'queue', clients: 16, events: 1_000_000 });
      await run.printed(lines);
      await run.kill();
      const queue = (await folders.open({ dataDir })).queue('events', { maxReceives: 2 });
      const messages = await everyMessage(queue);
      const ids = messages.map(({ body }) => body.slice(0, body.indexOf('\u0000')));
      const gone = new Set(run.after('took '));
      expect(run.after('ack sent ').filter((id) => !ids.includes(id) && !gone.has(id))).toEqual([]);
      expect(run.after('ack deleted ').filter((id) => ids.includes(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [index, { body, receiveCount }] of messages.entries())
        expect([body, receiveCount]).toEqual([bodyOf(ids[index]!), 1]);
    },
  );
});
