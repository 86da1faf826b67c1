import { describe, expect, test } from '@jest/globals';
import { interleave } from './interleave.js';
import { seededRandom, shuffled } from './random.js';
import { demand, WorkNotDone, type Side } from './side.js';

/** Sides that note when they are measured and checked, and measure how often they were so far. */
function notingSides(names: readonly string[], notes: string[]): Side[] {
  return names.map((name) => {
    let count = 0;
    return {
      name,
      measure: () => {
        notes.push(name);
        return Promise.resolve(++count);
      },
      check: () => void notes.push(`${name} checked`),
    };
  });
}

describe('interleaving', () => {
  test('measures every side once each round, and checks it before the next', async () => {
    const notes: string[] = [];
    await interleave(notingSides(['a', 'b', 'c'], notes), { rounds: 5, warmUpRounds: 1, random: seededRandom(1) });
    for (let round = 0; round < 6; round++) {
      const ofRound = notes.slice(round * 6, round * 6 + 6);
      const measured = ofRound.filter((_, index) => index % 2 === 0);
      expect(measured.toSorted()).toEqual(['a', 'b', 'c']);
      expect(ofRound.filter((_, index) => index % 2 === 1)).toEqual(measured.map((name) => `${name} checked`));
    }
  });

  test('measures in another order from round to round', async () => {
    const notes: string[] = [];
    await interleave(notingSides(['a', 'b'], notes), { rounds: 40, warmUpRounds: 0, random: seededRandom(7) });
    const firsts = notes.filter((_, index) => index % 4 === 0);
    expect(new Set(firsts)).toEqual(new Set(['a', 'b']));
  });

  test('counts no round before the others', async () => {
    const sides = notingSides(['a', 'b'], []);
    const measured = await interleave(sides, { rounds: 3, warmUpRounds: 2, random: seededRandom(1) });
    expect(measured).toEqual({ a: [3, 4, 5], b: [3, 4, 5] });
  });

  test('fails where the work of a side was not done, even in a round that does not count', async () => {
    const [honest] = notingSides(['honest'], []);
    const idle: Side = {
      name: 'idle',
      measure: () => Promise.resolve(1),
      check: () => demand(false, 'idle stored nothing'),
    };
    const run = interleave([honest!, idle], { rounds: 1, warmUpRounds: 1, random: seededRandom(1) });
    await expect(run).rejects.toThrow(new WorkNotDone('idle stored nothing'));
  });

  test('refuses two sides of one name', async () => {
    const sides = notingSides(['a', 'a'], []);
    const run = interleave(sides, { rounds: 1, warmUpRounds: 0, random: seededRandom(1) });
    await expect(run).rejects.toThrow('one name');
  });
});

describe('a shuffled list', () => {
  test('has the same items, and is the same for the same seed', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const once = shuffled(items, seededRandom(3));
    expect(once.toSorted((left, right) => left - right)).toEqual(items);
    expect(once).toEqual(shuffled(items, seededRandom(3)));
    expect(once).not.toEqual(shuffled(items, seededRandom(4)));
  });
});
