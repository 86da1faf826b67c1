/** US dollars: with cents under a thousand. */
export function dollars(usd: number): string {
  const digits = usd < 1000 ? 2 : 0;
  return usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A number with separators and at most so many digits behind the point. */
export function plain(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** How the cells of a column stand. */
export type Alignment = 'left' | 'right';

/** A table in Markdown, in the form that the formatter of the project gives it. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignmentOf: (column: number) => Alignment = () => 'left',
): string {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]) =>
    cells.map((cell, column) =>
      alignmentOf(column) === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
  const rule = widths.map((width, column) =>
    alignmentOf(column) === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(padded(head)), line(rule), ...rows.map((row) => line(padded(row)))].join('\n');
}

/** The first column of text, the others of numbers. */
export const numbersBehindText = (column: number): Alignment => (column === 0 ? 'left' : 'right');

/** Numbers only. */
export const numbersOnly = (): Alignment => 'right';
