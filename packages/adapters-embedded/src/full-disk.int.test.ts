import { EngineUnavailable, type Event } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { afterEach, expect, test } from '@jest/globals';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFolders } from '../test/engine-folders.js';
import { mountSmallDisk, type SmallDisk } from '../test/small-disk.js';
import type { EmbeddedEngine } from './index.js';

const folders = new EngineFolders();
const disks: SmallDisk[] = [];
const atMs = newYear2026Micros / 1000;

afterEach(async () => {
  await folders.removeAll();
  for (const disk of disks.splice(0)) disk.remove();
});

/** States a fact on a disk of so many KiB; where none can be made, the fact is that it was skipped and why, which is printed too. */
function testOnDisk(name: string, sizeKib: number, fact: (disk: string) => Promise<void>): void {
  test(name, async () => {
    const disk = mountSmallDisk(sizeKib);
    if ('reason' in disk) {
      process.stderr.write(`${name}: skipped, ${disk.reason}\n`);
      expect(disk.reason).not.toBe('');
      return;
    }
    disks.push(disk);
    await fact(disk.path);
  });
}

/** Records events of some 20 KiB one after the other until one is refused: those that were recorded, and that one. */
async function fill({ repository }: EmbeddedEngine): Promise<{ recorded: Event[]; refused: Event }> {
  const recorded: Event[] = [];
  for (;;) {
    const next = event({ id: `e${recorded.length}`, payload: 'x'.repeat(20_000) });
    try {
      await repository.append([attempt(next)], atMs);
    } catch (error) {
      expect(error).toBeInstanceOf(EngineUnavailable);
      return { recorded, refused: next };
    }
    recorded.push(next);
  }
}

testOnDisk('says that the disk is full when it starts on one', 48, async (disk) => {
  await expect(folders.open({ dataDir: join(disk, 'data') })).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/^there is no space left on the disk of .*annals\.db: free some$/),
  });
});

testOnDisk('says so too when it had started there before', 1024, async (disk) => {
  const engine = await folders.open({ dataDir: join(disk, 'data') });
  await engine.close();
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'other'), Buffer.alloc(bavail * bsize));
  await expect(folders.open({ dataDir: engine.dataDir })).rejects.toMatchObject({ code: 'disk-full' });
});

testOnDisk('refuses events while the disk is full, whole, still reads, and goes on by itself', 4096, async (disk) => {
  const engine = await folders.open({ dataDir: join(disk, 'data') });
  const { repository } = engine;
  writeFileSync(join(disk, 'other'), Buffer.alloc(2 * 1024 * 1024));
  const { recorded, refused } = await fill(engine);
  expect(recorded.length).toBeGreaterThan(0);
  expect(await repository.find(refused, atMs)).toBeUndefined();
  const { events } = await repository.list({ order: 'asc' }, { limit: 1000, atMs });
  expect(new Set(events.map(({ id }) => id))).toEqual(new Set(recorded.map(({ id }) => id)));
  rmSync(join(disk, 'other'));
  expect(await repository.append([attempt(refused)], atMs)).toEqual([{ code: 'appended' }]);
  for (const one of [...recorded, refused]) expect(await repository.find(one, atMs)).toEqual(one);
});

testOnDisk('refuses messages while the disk is full, whole, and has those that it took', 4096, async (disk) => {
  const engine = await folders.open({ dataDir: join(disk, 'data') });
  const queue = engine.queue('events', { maxReceives: 2 });
  writeFileSync(join(disk, 'other'), Buffer.alloc(2 * 1024 * 1024));
  const messages = [{ body: 'x'.repeat(20_000) }, { body: 'y'.repeat(20_000) }];
  let sent = 0;
  const filling = (async () => {
    for (;;) sent += (await queue.send(messages)).length;
  })();
  await expect(filling).rejects.toBeInstanceOf(EngineUnavailable);
  expect(sent).toBeGreaterThan(0);
  expect(await queue.figures()).toMatchObject({ waiting: sent, inFlight: 0 });
  rmSync(join(disk, 'other'));
  await queue.send(messages);
  expect(await queue.figures()).toMatchObject({ waiting: sent + 2 });
});
