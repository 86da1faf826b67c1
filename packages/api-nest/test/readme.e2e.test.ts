import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NpmStart } from './support/npm-start.js';

const run = promisify(execFile);

/** The documents, and the settings of the server that each is about. */
const documents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {},
  'docs/how-to/record-events.md': {},
  'docs/how-to/record-asynchronously.md': {},
  'docs/how-to/read-events.md': {},
  'docs/how-to/objects.md': {},
  'docs/how-to/dead-letters.md': {},
  'docs/how-to/authentication.md': { AUTH_MODE: 'api-key' },
};
const root = fileURLToPath(new URL('../../../', import.meta.url));
const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** A command of a document, and the output that it shows. */
interface Shown {
  readonly command: string;
  readonly output?: string;
}

/** The shell blocks of a document in their order, each with the block of JSON or text that follows it. */
function shownIn(markdown: string): Shown[] {
  const shown: Shown[] = [];
  for (const [, language, text] of markdown.matchAll(fence) as Iterable<RegExpExecArray & [string, string, string]>) {
    if (language === 'sh') shown.push({ command: text });
    else if (language === 'json' || language === 'text') shown.push({ ...shown.pop()!, output: text });
  }
  return shown;
}

/** What differs from run to run: when something happened (told with nine digits, as no document posts it), and its place in an order. */
function lasting(output: string): string {
  return output
    .replaceAll(/"(\w+)":"[\dT:-]+\.\d{9}Z"/g, '"$1":"…"')
    .replaceAll(/"sequencer":"[0-9A-F]+"/g, '"sequencer":"…"')
    .trim();
}

describe.each(Object.entries(documents))('%s', (document, settings) => {
  const shown = shownIn(readFileSync(new URL(`../../../${document}`, import.meta.url), 'utf8'));
  let folder: string;
  let server: NpmStart;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-document-'));
    // As for whoever starts it in the project's folder and types there.
    server = NpmStart.with({ ...settings, DATA_DIR: join(folder, 'data') });
    await server.url;
  });
  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true });
  });

  test('shows what its commands print', async () => {
    expect(shown.length).toBeGreaterThan(2);
    const url = await server.url;
    for (const { command, output } of shown) {
      const script = command
        .replaceAll('http://127.0.0.1:3000', url)
        .replaceAll('npm run', `npm --prefix ${JSON.stringify(root)} run`);
      const env = { ...process.env, DATA_DIR: join(folder, 'data') };
      const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
      // The project's own commands tell people there what they do.
      if (!command.includes('npm run')) expect(stderr).toBe('');
      if (output !== undefined) expect(lasting(stdout)).toBe(lasting(output));
    }
  });
});
