import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fillPage } from '../../lib/cost/page.js';

const page = readFileSync(new URL('../../../../docs/cost-and-scale.md', import.meta.url), 'utf8');

test('the page says what the calculator says (npm run cost -- --write-page)', () => {
  expect(page).toBe(fillPage(page));
});

test('a table that was changed by hand is put right', () => {
  expect(page).toContain('100,000');
  expect(fillPage(page.replaceAll('100,000', '1'))).toBe(page);
});

test('a page that lacks a table, or names one that there is not, is refused', () => {
  expect(() => fillPage(page.replace('<!-- table: idle -->', ''))).toThrow('the page lacks the tables idle');
  expect(() => fillPage(page.replace('<!-- table: idle -->', '<!-- table: busy -->'))).toThrow(
    'there is no table busy',
  );
});
