import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { chosenBenchmarks } from './arguments.js';
import type { Benchmark, Row } from './harness/benchmark.js';
import { atLeast, atMost, judge } from './harness/budget.js';
import { parseCpuList, pinned } from './harness/cpus.js';
import { figureRow, ratioRow } from './harness/rows.js';
import { demand } from './harness/side.js';
import { runBenchmarks, type Run } from './run-benchmarks.js';

const unpinned = { subject: undefined, rest: undefined };
const row: Row = figureRow([3], { what: 'Something', unit: 'MB', budget: atMost(4, 2) });

async function runHere(chosen: readonly Benchmark[]): Promise<Run & { readonly shown: string }> {
  const shown: string[] = [];
  const progress = new PassThrough() as unknown as NodeJS.WriteStream;
  const run = await runBenchmarks(chosen, unpinned, { progress, results: { write: (text) => shown.push(text) } });
  return { ...run, shown: shown.join('') };
}

describe('a run', () => {
  test('shows what each benchmark found, against its budget', async () => {
    const { results, failed, shown } = await runHere([{ name: 'some', run: () => Promise.resolve({ rows: [row] }) }]);
    expect(results['some']?.rows).toEqual([row]);
    expect(failed).toEqual([]);
    expect(shown).toContain('3.00 MB; budget ≤ 4.00, aim ≤ 2.00: in budget');
  });

  test('has no result of a benchmark whose check fails, and goes on with the others', async () => {
    const idle: Benchmark = {
      name: 'idle',
      run: async (workshop) => {
        const check = (): void => demand(false, 'it stored nothing');
        await workshop.compare([{ name: 'a', measure: () => Promise.resolve(1), check }], { rounds: 1 });
        return { rows: [row] };
      },
    };
    const { results, failed, shown } = await runHere([
      idle,
      { name: 'next', run: () => Promise.resolve({ rows: [] }) },
    ]);
    expect(Object.keys(results)).toEqual(['next']);
    expect(failed).toEqual(['idle']);
    expect(shown).toContain('idle failed: WorkNotDone: it stored nothing');
  });

  test('leaves nothing behind, whether a benchmark fails or not', async () => {
    const folders: string[] = [];
    const closed: string[] = [];
    const failing: Benchmark = {
      name: 'failing',
      run: async (workshop) => {
        folders.push(await workshop.folder());
        workshop.defer(() => void closed.push('first'));
        workshop.defer(() => void closed.push('last'));
        throw new Error('broken');
      },
    };
    expect((await runHere([failing])).failed).toEqual(['failing']);
    expect(closed).toEqual(['last', 'first']);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
  });
});

describe('which benchmarks are run', () => {
  const run = (): Promise<never> => Promise.reject(new Error('nobody runs it'));
  const all: Benchmark[] = [
    { name: 'short', run },
    { name: 'long', isSeparate: true, run },
    { name: 'other', run },
  ];
  const names = (asked: readonly string[]): string[] => chosenBenchmarks(all, asked).map(({ name }) => name);

  test('is all but the long ones where none is named', () => {
    expect(names([])).toEqual(['short', 'other']);
  });

  test('is those that are named', () => {
    expect(names(['other', 'long'])).toEqual(['long', 'other']);
  });

  test('is a mistake where there is none of the name', () => {
    expect(() => names(['shrot'])).toThrow('no benchmark is called shrot; there are short, long, other');
  });
});

describe('a budget', () => {
  test.each([
    [1, atMost(1.25, 1), 'aim'],
    [1.25, atMost(1.25, 1), 'budget'],
    [1.26, atMost(1.25, 1), 'missed'],
    [2, atLeast(1, 2), 'aim'],
    [1, atLeast(1, 2), 'budget'],
    [0.99, atLeast(1, 2), 'missed'],
  ] as const)('is told of %d', (figure, budget, verdict) => {
    expect(judge(figure, budget)).toBe(verdict);
  });

  test('speaks of the ratio of the sides', () => {
    const measured = { annals: [2, 4], raw: [1, 2] };
    const { figure, figureUnit } = ratioRow(measured, ['annals', 'raw'], { what: 'a', against: 'b', unit: 'ms' });
    expect([figure.median, figureUnit]).toEqual([2, 'x']);
  });

  test('is of no side that was not measured', () => {
    expect(() => ratioRow({ annals: [1] }, ['annals', 'raw'], { what: 'a', against: 'b', unit: 'ms' })).toThrow();
  });
});

describe('processors', () => {
  test.each([
    ['0-2,5', [0, 1, 2, 5]],
    ['3', [3]],
  ])('are those of %s', (list, numbers) => {
    expect(parseCpuList(list)).toEqual(numbers);
  });

  test('are chosen by taskset, where there is one to choose', () => {
    expect(pinned(1, 'node', ['a'])).toEqual(['taskset', ['-c', '1', 'node', 'a']]);
    expect(pinned(undefined, 'node', ['a'])).toEqual(['node', ['a']]);
  });
});
