import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countAt, flatten } from '../test-coverage/ranges.mjs';

/**
 * Ranges that nest, as a tree: each takes a part of its parent's span.
 *
 * @param {number} startOffset
 * @param {number} endOffset
 * @param {number[]} choices
 * @returns {import('../test-coverage/ranges.mjs').Range[]}
 */
function nest(startOffset, endOffset, choices) {
  const count = choices.pop();
  if (count === undefined || endOffset <= startOffset) return [];
  const middle = startOffset + Math.floor(((endOffset - startOffset) * (choices.pop() ?? 50)) / 100);
  return [
    { startOffset, endOffset, count },
    ...nest(startOffset, middle, choices),
    ...nest(middle + 1, endOffset, choices),
  ];
}

test('every place has the count of the innermost range around it, and none outside of all', () => {
  const trees = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 40 }).map((choices) => nest(5, 60, choices));
  fc.assert(
    fc.property(trees, fc.integer({ min: 0, max: 70 }), (ranges, offset) => {
      const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
      // Of two ranges over the same span the later one is the inner one.
      const innermost = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0];
      const same = around.filter(
        (one) => one.startOffset === innermost?.startOffset && one.endOffset === innermost.endOffset,
      );
      expect(countAt(flatten(ranges), offset)).toBe(same.at(-1)?.count ?? 0);
    }),
  );
});
