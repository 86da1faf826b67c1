import type { Estimate } from './estimate.js';
import { dollars, plain, table } from './format.js';
import { prices } from './prices.js';

/** One bill, a line for each thing. */
export function billTable({ lines, usd }: Estimate): string {
  const rows = lines.map(({ area, price, quantity, usd: cost }) => [
    area,
    prices[price].what,
    `${plain(quantity, quantity < 100 ? 2 : 0)} ${prices[price].unit}`,
    dollars(cost),
  ]);
  return table(['for', 'what', 'a month', 'USD'], [...rows, ['**all**', '', '', `**${dollars(usd)}**`]], (column) =>
    column === 3 ? 'right' : 'left',
  );
}
