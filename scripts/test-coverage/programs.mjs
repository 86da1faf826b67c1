/**
 * Reads what programs and threads recorded while tests ran them, and answers how often a place in a source was executed
 * there. They run what is compiled, so places are looked up through the source maps.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { root } from '../bootstrap/environment.mjs';

/**
 * @typedef {{ line: number, column: number }} Place lines from 1, columns from 0.
 * @typedef {{ startOffset: number, endOffset: number, count: number }} Range
 * @typedef {{ url: string, functions: { ranges: Range[] }[] }} Script V8's record of one module in one process.
 * @typedef {{ source: string, map: TraceMap, lineOffsets: number[], runs: Range[][] }} Compiled one compiled module.
 */

const ofPackages = /\/packages\/[^/]+\/dist\/.*\.js$/;

/**
 * @param {string} folder of V8's records.
 * @returns {(file: string, place: Place) => number} how often all programs together executed a place of a source.
 */
export function readPrograms(folder) {
  /** @type {Map<string, Compiled>} by the source's absolute path. */
  const sources = new Map();
  /** @type {Map<string, Compiled | undefined>} by the compiled module's URL. */
  const modules = new Map();
  for (const { url, functions } of scripts(folder)) {
    if (!modules.has(url)) modules.set(url, readCompiled(url));
    const compiled = modules.get(url);
    if (!compiled) continue;
    compiled.runs.push(functions.flatMap(({ ranges }) => ranges));
    sources.set(compiled.source, compiled);
  }
  return (file, place) => executions(sources.get(file), place);
}

/**
 * @param {string} folder
 * @returns {Generator<Script>} the records of this repository's own modules.
 */
function* scripts(folder) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    /** @type {{ result: Script[] }} */
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    yield* result.filter(({ url }) => url.startsWith('file:') && ofPackages.test(url));
  }
}

/**
 * @param {string} url
 * @returns {Compiled | undefined} undefined for a module that is no longer there or was not compiled from one source.
 */
function readCompiled(url) {
  const file = fileURLToPath(url);
  if (!existsSync(`${file}.map`) || !file.startsWith(root)) return undefined;
  const map = new TraceMap(readFileSync(`${file}.map`, 'utf8'));
  const [source] = map.sources;
  if (!source) return undefined;
  const lineOffsets = [0];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    lineOffsets.push((lineOffsets.at(-1) ?? 0) + line.length + 1);
  }
  return { source: resolve(file, '..', source), map, lineOffsets, runs: [] };
}

/**
 * @param {Compiled | undefined} compiled
 * @param {Place} place
 * @returns {number}
 */
function executions(compiled, { line, column }) {
  const source = compiled?.map.sources[0];
  if (!compiled || !source) return 0;
  const generated = generatedPositionFor(compiled.map, { source, line, column });
  if (generated.line === null) return 0;
  const offset = (compiled.lineOffsets[generated.line - 1] ?? 0) + generated.column;
  return compiled.runs.reduce((sum, ranges) => sum + countAt(ranges, offset), 0);
}

/**
 * V8's ranges nest; the innermost one holds the count.
 *
 * @param {Range[]} ranges of one module in one process.
 * @param {number} offset
 * @returns {number}
 */
function countAt(ranges, offset) {
  /** @type {Range | undefined} */
  let innermost;
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    if (!innermost || range.endOffset - range.startOffset <= innermost.endOffset - innermost.startOffset)
      innermost = range;
  }
  return innermost?.count ?? 0;
}
