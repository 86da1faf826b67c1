import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settingDefinitions } from '../lib/setting-definitions.js';
import { settingsTable } from './support/settings-table.js';

const page = readFileSync(new URL('../../../docs/reference/deployment-settings.md', import.meta.url), 'utf8');

/** Cells without the blanks and dashes that only align them. */
const cellsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^-+$/, '-')));

describe('the page of settings', () => {
  it('has the table that the settings themselves make', () => {
    const table = /<!-- settings:begin[^>]*-->([^]*)<!-- settings:end -->/.exec(page)![1]!;
    expect(cellsOf(table)).toEqual(cellsOf(settingsTable()));
    expect(cellsOf(table)).toHaveLength(Object.keys(settingDefinitions).length + 2);
  });
});
