import { describe, expect, test } from '@jest/globals';
import type { Plot } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import { formatNumber } from './format.js';
import type { Circumstances } from './machine.js';
import { resultsSection, withResults } from './markdown.js';
import { svgOf } from './plot.js';
import { mergeResults, type Result } from './results.js';

const circumstances: Circumstances = {
  date: '2026-11-21',
  commit: 'abc1234',
  node: '24.21.0',
  v8: '13.6',
  system: 'linux',
  processors: '2 x some',
  memoryGb: 8,
  isPinned: true,
  load: 0.1,
  disk: 'ext4',
};
const plot: Plot = {
  file: 'growth',
  title: 'Cost <by> size',
  xLabel: 'events',
  yLabel: 'µs',
  isLogarithmicX: true,
  series: [
    {
      name: 'pages',
      points: [
        { x: 10, y: 5 },
        { x: 1000, y: 9 },
      ],
    },
  ],
};

function resultOf(date: string): Result {
  const measured = { annals: [1200, 1300, 1100], raw: [1000, 1000, 1000] };
  const texts = { what: 'Posts | a second', against: 'raw', unit: '1/s', budget: atLeast(1, 2) };
  return {
    rows: [ratioRow(measured, ['annals', 'raw'], texts)],
    plots: [plot],
    circumstances: { ...circumstances, date },
  };
}

describe('the page of results', () => {
  const section = resultsSection({ posts: resultOf('2026-11-21') }, { esbuild: '0.28.2' });

  test('says of each row what was measured, how far it spread and whether that is in budget', () => {
    expect(section).toContain(
      '| `posts` | Posts \\| a second | raw | 1,200 1/s | 1,000 1/s | 1.20x | 1.15 to 1.25 | ≥ 1.00 | ≥ 2.00 | in budget |',
    );
  });

  test('says where and when, and of which versions', () => {
    expect(section).toContain('2026-11-21, commit abc1234, Node 24.21.0');
    expect(section).toContain('Versions: esbuild 0.28.2.');
  });

  test('shows the plots', () => {
    expect(section).toContain('![Cost <by> size](performance/growth.svg)');
  });

  test('replaces the results of a document and nothing else', () => {
    const page = (results: string): string =>
      `# Page\n\n<!-- results: written by npm run bench -->\n\n${results}\n\n<!-- end of results -->\n\nMore.\n`;
    expect(withResults(page('old'), 'new')).toBe(page('new'));
  });

  test('is not written into a document without a place for it', () => {
    expect(() => withResults('# Page', 'new')).toThrow('the document has no');
  });
});

test('results of a run replace those of the same benchmarks before, in their order', () => {
  const before = { b: resultOf('2026-01-01'), a: resultOf('2026-01-01'), gone: resultOf('2026-01-01') };
  const merged = mergeResults(before, { b: resultOf('2026-02-02') }, ['a', 'b', 'c']);
  expect(Object.entries(merged).map(([name, result]) => [name, result.circumstances.date])).toEqual([
    ['a', '2026-01-01'],
    ['b', '2026-02-02'],
  ]);
});

test('a plot has its points where its axes say, and its texts escaped', () => {
  const svg = svgOf(plot);
  expect(svg).toContain('points="70,180 700,76"');
  expect(svg).toContain('Cost &lt;by&gt; size');
  expect(svg).toContain('>1,000</text>');
});

test.each([
  [0.123, '0.12'],
  [12.34, '12.3'],
  [123.4, '123'],
  [12345.6, '12,346'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
