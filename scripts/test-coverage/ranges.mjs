/**
 * V8 counts executions by ranges that nest: the innermost one around a place holds its count.
 *
 * @typedef {{ startOffset: number, endOffset: number, count: number }} Range the end is exclusive.
 * @typedef {{ starts: number[], counts: number[] }} Counts the same without nesting: each count holds from its start to
 *   the next one's.
 */

/**
 * @param {Range[]} ranges of one module in one process, in any order.
 * @returns {Counts}
 */
export function flatten(ranges) {
  const outermostFirst = ranges.toSorted((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  /** @type {Counts} */
  const flat = { starts: [0], counts: [0] };
  /** @type {Range[]} */
  const open = [];
  const hold = (/** @type {number} */ from, /** @type {number} */ count) => {
    flat.starts.push(from);
    flat.counts.push(count);
  };
  const closeUntil = (/** @type {number} */ offset) => {
    for (let last = open.at(-1); last && last.endOffset <= offset; last = open.at(-1)) {
      open.pop();
      hold(last.endOffset, open.at(-1)?.count ?? 0);
    }
  };
  for (const range of outermostFirst) {
    closeUntil(range.startOffset);
    open.push(range);
    hold(range.startOffset, range.count);
  }
  closeUntil(Infinity);
  return flat;
}

/**
 * @param {Counts} counts
 * @param {number} offset
 * @returns {number}
 */
export function countAt({ starts, counts }, offset) {
  let low = 0;
  for (let high = starts.length; high - low > 1;) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return counts[low] ?? 0;
}
