import { describe, expect, test } from '@jest/globals';
import { addPrograms } from '../test-coverage/add-programs.mjs';

/**
 * @param {number} line
 * @param {number} column
 */
const at = (line, column, endLine = line) => ({ start: { line, column }, end: { line: endLine, column: 80 } });

/** As Istanbul writes it: the second branch of an `if` without `else` is nowhere. */
const nowhere = /** @type {import('istanbul-lib-coverage').Range} */ (/** @type {unknown} */ ({ start: {}, end: {} }));

/**
 * One function of three statements: an `if` on line 2 with one statement on line 3, and a last statement on line 5.
 *
 * @param {number} counts that Jest itself came to, everywhere.
 */
const file = (counts, alternative = nowhere) => ({
  path: 'a.ts',
  statementMap: { 0: at(2, 2, 4), 1: at(3, 4), 2: at(5, 2) },
  s: { 0: counts, 1: counts, 2: counts },
  fnMap: { 0: { name: 'f', decl: at(1, 9), loc: at(1, 14, 6), line: 1 } },
  f: { 0: counts },
  branchMap: { 0: { type: 'if', loc: at(2, 2, 4), locations: [at(2, 2, 4), alternative], line: 2 } },
  b: { 0: [counts, counts] },
});

/**
 * @param {Record<string, number>} byLine how often programs executed what begins on a line.
 * @returns {(file: string, place: { line: number }) => number}
 */
const executed = (byLine) => (path, place) => (path === 'a.ts' ? (byLine[place.line] ?? 0) : 0);

describe('what programs executed', () => {
  test('counts for statements and functions that Jest did not reach', () => {
    const data = file(0);
    addPrograms(data, executed({ 1: 7, 2: 7, 3: 2, 5: 5 }));
    expect({ s: data.s, f: data.f }).toEqual({ s: { 0: 7, 1: 2, 2: 5 }, f: { 0: 7 } });
  });

  test('leaves to the branch without a place what the other did not take', () => {
    const data = file(0);
    addPrograms(data, executed({ 1: 7, 2: 7, 3: 2, 5: 5 }));
    expect(data.b).toEqual({ 0: [2, 5] });
  });

  test('does not count a branch that no program took', () => {
    const data = file(0);
    addPrograms(data, executed({ 1: 7, 2: 7, 3: 0, 5: 7 }));
    expect(data.b).toEqual({ 0: [0, 7] });
  });

  test('counts an else where it stands', () => {
    const data = file(0, at(4, 9));
    addPrograms(data, executed({ 1: 7, 2: 7, 3: 3, 4: 4 }));
    expect(data.b).toEqual({ 0: [3, 4] });
  });

  test('takes nothing away from what Jest counted', () => {
    const data = file(1);
    addPrograms(data, executed({}));
    expect(data).toEqual(file(1));
  });
});
