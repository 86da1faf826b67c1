import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const compiled = new URL('../../dist/server/without-web-sockets.js', import.meta.url);

/** What a process says that imports HTTP as ES modules do, after what else it imports. */
async function importing(...before: readonly URL[]): Promise<unknown> {
  const program = `
    for (const url of process.argv.slice(1)) await import(url);
    const { WebSocket, createServer, default: http } = await import('node:http');
    const isLoaded = () => process.moduleLoadList.includes('NativeModule internal/deps/undici/undici');
    const loaded = isLoaded();
    console.log(JSON.stringify([loaded, typeof WebSocket, typeof createServer, typeof http.WebSocket, isLoaded()]));
  `;
  const args = ['--input-type=module', '--eval', program, ...before.map((url) => fileURLToPath(url))];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as unknown;
}

describe('an import of HTTP', () => {
  it('loads undici, which nobody asked for', async () => {
    expect(await importing()).toEqual([true, 'function', 'function', 'function', true]);
  });

  it('does so no more, and who asks still gets a WebSocket', async () => {
    expect(await importing(compiled)).toEqual([false, 'undefined', 'function', 'function', true]);
  });
});
