/**
 * Says where in the sources the places of a stack trace are: `node scripts/bundle/read-trace.mjs [folder] < trace`. Reads text from standard
 * input, a line of a log say, and writes it with each place of a bundle replaced by that of the source. The folder has the bundles that ran
 * and their source maps; those that are built here where absent.
 */
import { globSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [, , folder] = process.argv;

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/** @param {string} bundle its file's name. */
function mapOf(bundle) {
  const pattern = `${bundle}.map`;
  const [file] = folder
    ? globSync(pattern, { cwd: folder })
    : globSync(`packages/*/dist-lambda/${pattern}`, { cwd: root });
  if (file === undefined) return undefined;
  /** @type {import('node:module').SourceMapPayload} */
  const map = JSON.parse(readFileSync(join(folder ?? root, file), 'utf8'));
  return new SourceMap(map);
}

/** @type {(place: string, bundle: string, line: string, column: string) => string} */
function sourceOf(place, bundle, line, column) {
  if (!maps.has(bundle)) maps.set(bundle, mapOf(bundle));
  const found = maps.get(bundle)?.findOrigin(Number(line), Number(column));
  if (found === undefined || !('fileName' in found)) return place;
  return `${found.fileName.replace(/^(?:\.\.\/)+/, '')}:${found.lineNumber}:${found.columnNumber}`;
}

process.stdout.write((await text(process.stdin)).replace(/[^\s("]*?([\w-]+\.bundle\.cjs):(\d+):(\d+)/g, sourceOf));
