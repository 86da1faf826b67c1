import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapConcurrently } from './map-concurrently.js';

describe('mapping concurrently', () => {
  test('gives every result in order and never has more than the limit under way, in whatever order they end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (scheduler, items, limit) => {
          let underWay = 0;
          let most = 0;
          const mapped = mapConcurrently(items, limit, async (item) => {
            most = Math.max(most, ++underWay);
            await scheduler.schedule(Promise.resolve());
            underWay--;
            return item + 1;
          });
          expect(await scheduler.waitFor(mapped)).toEqual(items.map((item) => item + 1));
          expect(most).toBe(Math.min(limit, items.length));
        },
      ),
    );
  });

  test('starts nothing more once one rejects, and rejects after what was under way has ended', async () => {
    const started: number[] = [];
    let ended = 0;
    const mapped = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 0) throw new Error('the first');
      await Promise.resolve();
      ended++;
    });
    await expect(mapped).rejects.toThrow('the first');
    expect(started).toEqual([0, 1]);
    expect(ended).toBe(1);
  });
});
