import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { versions } from './machine.js';
import { resultsSection, withResults } from './markdown.js';
import { svgOf } from './plot.js';
import { mergeResults, type Results } from './results.js';

const docs = fileURLToPath(new URL('../../../../docs', import.meta.url));
const files = { json: join(docs, 'performance', 'results.json'), page: join(docs, 'performance.md') };

/**
 * Writes what was found: all results as JSON, a plot each, and the section of `docs/performance.md`. Results of other benchmarks stay.
 *
 * @param names of all benchmarks, in their order
 */
export async function writeReport(found: Results, names: readonly string[]): Promise<void> {
  await mkdir(join(docs, 'performance'), { recursive: true });
  const results = mergeResults(await readResults(), found, names);
  for (const { plots = [] } of Object.values(results))
    for (const plot of plots) await writeFile(join(docs, 'performance', `${plot.file}.svg`), svgOf(plot));
  await writeFormatted(files.json, JSON.stringify(results));
  const page = await readFile(files.page, 'utf8');
  await writeFormatted(files.page, withResults(page, resultsSection(results, versions())));
}

async function readResults(): Promise<Results> {
  try {
    return JSON.parse(await readFile(files.json, 'utf8')) as Results;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

async function writeFormatted(file: string, text: string): Promise<void> {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
