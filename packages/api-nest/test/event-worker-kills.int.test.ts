import { openEmbeddedEngine, type EmbeddedEngine } from '@annals/adapters-embedded';
import { createClock, listEvents, noTelemetry, queueEvents, recordEvent } from '@annals/domain';
import { draft, sha256 } from '@annals/domain/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ids } from '../src/adapters/platform.js';
import { drainQueue } from './support/drain-queue.js';

const program = fileURLToPath(new URL('./support/worker-program.mjs', import.meta.url));
const options = { maxReceives: 5 } as const;
const accepted = { nowMicros: () => Date.UTC(2026, 0, 1) * 1000 };

/** When the queue is drained in the end: whatever was released is visible again. */
const later = createClock(() => Date.now() + 3_600_000);

describe('a worker that is killed', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'annals-kills-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const withEngine = async <T>(use: (engine: EmbeddedEngine) => Promise<T>): Promise<T> => {
    const engine = await openEmbeddedEngine({ dataDir, clock: later });
    return use(engine).finally(() => engine.close());
  };

  /** Starts a worker that kills itself at a step; returns the signal that ended it. */
  async function killAt(step: string): Promise<unknown> {
    const child = spawn(process.execPath, [program, dataDir, step], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal;
  }

  it.each([
    'queue.receive after',
    'repository.append before',
    'repository.append after',
    'queue.delete before',
    'queue.delete after',
    'queue.bury before',
    'queue.bury after',
    'queue.release before',
    'queue.release after',
  ])('at %s, three times, loses nothing and does nothing twice', async (step) => {
    await withEngine(async ({ repository, ...engine }) => {
      const queue = engine.queue('events', options);
      const deps = { repository, queue, clock: accepted, ids, sha256 };
      await recordEvent(draft({ id: 'known' }), deps);
      await recordEvent(draft({ id: 'taken', payload: 'first' }), deps);
      await queue.send([{ body: 'no event' }]);
      await queueEvents(
        [draft({ id: 'new' }), draft({ id: 'known' }), draft({ id: 'taken', payload: 'second' })],
        deps,
      );
    });
    // Where the first kill left nothing to do for the step, there is something new for the next.
    for (let kills = 0; kills < 3; kills++) {
      await withEngine(async (engine) => {
        const queue = engine.queue('events', options);
        if ((await queue.figures()).waiting === 0) await queue.send([{ body: 'no event' }]);
        await queueEvents([draft({ id: `new-${kills}` })], { queue, clock: accepted, ids, sha256 });
      });
      expect(await killAt(step)).toBe('SIGKILL');
    }

    await withEngine(async ({ repository, ...engine }) => {
      const queue = engine.queue('events', options);
      const deps = { repository, clock: later, sha256 };
      await drainQueue({ ...deps, queue, telemetry: noTelemetry, logger: pino({ level: 'silent' }) });
      const letters = await queue.deadLetters.list(100);
      expect(letters.map(({ body }) => body)).toEqual(letters.map(() => 'no event'));
      expect(letters.length).toBeGreaterThan(0);
      const list = await listEvents({ order: 'asc' }, { limit: 100 }, deps);
      const events = list.ok ? list.value.events : [];
      const all = ['known', 'new', 'new-0', 'new-1', 'new-2', 'taken'];
      expect(events.map(({ id }) => id).sort()).toEqual(all);
      expect(new Set(events.map(({ recordedAt }) => recordedAt))).toEqual(new Set(['2026-01-01T00:00:00.000000000Z']));
      expect(events.find(({ id }) => id === 'taken')?.data).toEqual({ kind: 'json', text: '"first"' });
    });
  });
});
