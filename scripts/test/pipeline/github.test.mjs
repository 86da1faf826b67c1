import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showInSummary } from '../../pipeline/github.mjs';

/** @type {string} */
let folder;
/** @type {string} */
let file;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-summary-'));
  file = join(folder, 'summary.md');
  process.env['GITHUB_STEP_SUMMARY'] = file;
});
afterEach(() => {
  delete process.env['GITHUB_STEP_SUMMARY'];
  rmSync(folder, { recursive: true });
});

test('a summary stays under a mebibyte, also of the lines that tables are drawn with', () => {
  showInSummary('What changes', '─'.repeat(1_000_000), 'diff');
  expect(statSync(file).size).toBeLessThan(1_048_576);
  expect(readFileSync(file, 'utf8')).toMatch(/─\uFFFD?\n\(cut: the log has the rest\)\n```\n\n$/);
});

test('text cannot end the fence around it', () => {
  showInSummary('Package', 'a\n```\n# heading\n````');
  expect(readFileSync(file, 'utf8')).toBe('## Package\n\n`````\na\n```\n# heading\n````\n`````\n\n');
});
