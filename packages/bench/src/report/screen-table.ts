import type { Row } from '../harness/benchmark.js';
import { cellsOf } from './format.js';

/** Rows for a terminal: two lines each, because what they compare takes more than a column. */
export function screenTable(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      const [what, against, subject, opponent, figure, quartiles, budget, aim, verdict] = cellsOf(row) as string[];
      const spread = quartiles === '' ? '' : ` (${quartiles})`;
      const bounds = budget === '' ? '' : `; budget ${budget!}, aim ${aim!}: ${verdict!}`;
      const compared = opponent === '' ? subject! : `${subject!} against ${opponent!}`;
      return `${what!}${against === '' ? '' : `, against ${against!}`}\n    ${figure!}${spread}${bounds}\n    ${compared}`;
    })
    .join('\n');
}
