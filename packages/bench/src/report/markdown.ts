import { cellsOf, heads } from './format.js';
import type { Circumstances } from './machine.js';
import type { Results } from './results.js';

/** Between these two lines of a document stands what `npm run bench` writes. */
const marks = { begin: '<!-- results: written by npm run bench -->', end: '<!-- end of results -->' } as const;

/** A document with its results replaced. Throws where it has no place for them. */
export function withResults(document: string, section: string): string {
  const begin = document.indexOf(marks.begin);
  const end = document.indexOf(marks.end);
  if (begin === -1 || end < begin) throw new Error(`the document has no ${marks.begin} and ${marks.end}`);
  return `${document.slice(0, begin + marks.begin.length)}\n\n${section}\n\n${document.slice(end)}`;
}

/** All results: a table, the plots, and where and when each was measured. */
export function resultsSection(results: Results, versions: Readonly<Record<string, string>>): string {
  const all = Object.entries(results);
  const table = [
    line(['benchmark', ...heads]),
    line(['benchmark', ...heads].map(() => '---')),
    ...all.flatMap(([name, { rows }]) => rows.map((row) => line([`\`${name}\``, ...cellsOf(row)]))),
  ];
  const plots = all.flatMap(([, result]) => result.plots ?? []);
  return [
    table.join('\n'),
    ...plots.map(({ file, title }) => `![${title}](performance/${file}.svg)`),
    '### Where this was measured',
    circumstancesOf(results),
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
  ].join('\n\n');
}

/** Benchmarks that were measured under the same circumstances share a line. */
function circumstancesOf(results: Results): string {
  const groups = Map.groupBy(Object.entries(results), ([, { circumstances }]) => describe(circumstances));
  return [...groups]
    .map(([described, entries]) => {
      const loads = entries.map(([, { circumstances }]) => circumstances.load);
      const names = entries.map(([name]) => `\`${name}\``).join(', ');
      return `- ${names}: ${described}; load average before it ${Math.min(...loads)} to ${Math.max(...loads)}.`;
    })
    .join('\n');
}

function describe(of: Circumstances): string {
  const pinned = of.isPinned ? 'what is measured pinned to one of them' : 'processes not pinned';
  return `${of.date}, commit ${of.commit}, Node ${of.node} (V8 ${of.v8}), ${of.system}, ${of.processors}, ${of.memoryGb} GB, ${pinned}, data on ${of.disk}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
