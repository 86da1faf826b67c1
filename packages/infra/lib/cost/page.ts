import { pageTables } from './tables.js';

const region = /(<!-- table: ([\w-]+) -->\n)[^]*?(\n<!-- end -->)/g;

/**
 * Writes the calculated tables into a page, between `<!-- table: name -->` and `<!-- end -->`.
 *
 * Throws where the page names a table that there is not, or lacks one.
 */
export function fillPage(page: string): string {
  const found = new Set<string>();
  const filled = page.replace(region, (_, start: string, name: string, end: string) => {
    const make = pageTables[name];
    if (make === undefined) throw new Error(`there is no table ${name}`);
    found.add(name);
    return `${start}\n${make()}\n${end}`;
  });
  const missing = Object.keys(pageTables).filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`the page lacks the tables ${missing.join(', ')}`);
  return filled;
}
