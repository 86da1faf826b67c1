/**
 * Reads what programs and threads recorded while tests ran them, and answers how often a place in a source was executed
 * there. They run what is compiled or bundled, so places are looked up through the source maps, which Node records too.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#node_v8_coveragedir
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generatedPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { root } from '../bootstrap/environment.mjs';
import { countAt, flatten } from './ranges.mjs';

/**
 * @typedef {{ line: number, column: number }} Place lines from 1, columns from 0.
 * @typedef {{ url: string, functions: { ranges: import('./ranges.mjs').Range[] }[] }} Script one module in one process.
 * @typedef {import('@jridgewell/trace-mapping').SourceMapInput} SourceMap
 * @typedef {{ lineLengths: number[], data: SourceMap | null }} Mapping of a module; null where its map was not found.
 * @typedef {{ result: Script[], 'source-map-cache'?: Record<string, Mapping> }} ProcessRecord what one process or thread left.
 * @typedef {{ map: TraceMap, lineOffsets: number[], runs: import('./ranges.mjs').Counts[] }} Module
 */

/** Sources that are counted, as source maps name them. */
const ownSources = new RegExp(`^${pathToFileURL(root).href}/packages/[^/]+/src/`);

/**
 * @param {string} folder of V8's records.
 * @returns {(file: string, place: Place) => number} how often all programs together executed a place of a source.
 */
export function readPrograms(folder) {
  /** @type {Map<string, Module>} by URL. */
  const modules = new Map();
  /** @type {Map<string, Set<Module>>} by the source's path: what it was compiled to and bundled into. */
  const modulesOf = new Map();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    /** @type {ProcessRecord} */
    const record = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const { url, functions } of record.result) {
      const module = modules.get(url) ?? readModule(record['source-map-cache']?.[url]);
      const sources = module?.map.sources.filter((source) => source && ownSources.test(source)) ?? [];
      if (!module || sources.length === 0) continue;
      modules.set(url, module);
      module.runs.push(flatten(functions.flatMap(({ ranges }) => ranges)));
      for (const source of sources) {
        const path = fileURLToPath(String(source));
        modulesOf.set(path, (modulesOf.get(path) ?? new Set()).add(module));
      }
    }
  }
  return (file, place) =>
    [...(modulesOf.get(file) ?? [])].reduce((sum, module) => sum + executions(module, file, place), 0);
}

/**
 * @param {Mapping | undefined} mapping
 * @returns {Module | undefined} undefined for a module without a source map.
 */
function readModule(mapping) {
  if (!mapping?.data) return undefined;
  const lineOffsets = [0];
  for (const length of mapping.lineLengths) lineOffsets.push((lineOffsets.at(-1) ?? 0) + length + 1);
  return { map: new TraceMap(mapping.data), lineOffsets, runs: [] };
}

/**
 * @param {Module} module
 * @param {string} file
 * @param {Place} place
 * @returns {number}
 */
function executions({ map, lineOffsets, runs }, file, { line, column }) {
  const generated = generatedPositionFor(map, { source: pathToFileURL(file).href, line, column });
  if (generated.line === null) return 0;
  const offset = (lineOffsets[generated.line - 1] ?? 0) + generated.column;
  return runs.reduce((sum, counts) => sum + countAt(counts, offset), 0);
}
