/**
 * @typedef {import('istanbul-lib-coverage').FileCoverageData} FileCoverage
 * @typedef {import('istanbul-lib-coverage').BranchMapping} Branch
 * @typedef {import('istanbul-lib-coverage').Range} Range
 * @typedef {import('./programs.mjs').Place} Place
 */

/**
 * Adds to one file's counts what programs executed of it: each statement, function and branch that Jest's own
 * processes did not reach is looked up at the place where it begins.
 *
 * @param {FileCoverage} file changed in place.
 * @param {(file: string, place: Place) => number} executions
 */
export function addPrograms(file, executions) {
  const at = (/** @type {Place} */ place) => executions(file.path, place);
  const statements = Object.values(file.statementMap).map(({ start }) => start);
  for (const [id, { start }] of Object.entries(file.statementMap)) file.s[id] ||= at(start);
  for (const [id, { loc }] of Object.entries(file.fnMap)) file.f[id] ||= at(loc.start);
  for (const [id, branch] of Object.entries(file.branchMap)) {
    if (file.b[id]?.every((count) => count > 0)) continue;
    const reached =
      branch.type === 'if' ? ifCounts(branch, statements, at) : branch.locations.map(({ start }) => at(start));
    file.b[id] = (file.b[id] ?? []).map((count, index) => count + (reached[index] ?? 0));
  }
}

/**
 * Istanbul places the first branch of an `if` at the `if` itself, and nowhere the second one where there is no `else`:
 * the first counts as its first statement, and the second is what is left of the whole.
 *
 * @param {Branch} branch
 * @param {Place[]} statements where the file's statements begin.
 * @param {(place: Place) => number} at
 * @returns {number[]}
 */
function ifCounts({ loc, locations }, statements, at) {
  const inside = statements.filter((place) => isBefore(loc.start, place) && place.line <= loc.end.line);
  const first = inside.reduce(
    (/** @type {Place | undefined} */ least, place) => (least && isBefore(least, place) ? least : place),
    undefined,
  );
  const taken = first ? at(first) : 0;
  const otherwise = locations[1]?.start;
  return [taken, hasLine(otherwise) ? at(otherwise) : Math.max(0, at(loc.start) - taken)];
}

/**
 * @param {Place} one
 * @param {Place} other
 * @returns {boolean}
 */
function isBefore(one, other) {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

/**
 * @param {Partial<Place> | undefined} place
 * @returns {place is Place}
 */
function hasLine(place) {
  return place?.line !== undefined;
}
