import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../data-folder.js';
import { EngineStartupError, startingWith } from '../engine-startup-error.js';

const keyBytes = 32;

/**
 * The secret that requests are signed with: made once, for its owner's eyes only, and kept in the data folder, so that what was signed
 * before a restart is good behind it. Throws `EngineStartupError`.
 */
export function signingKeyIn(dataDir: string): Uint8Array {
  const file = join(dataDir, 'signing.key');
  return startingWith(file, dataDir, () => {
    if (!existsSync(file)) makeKey(file, dataDir);
    chmodSync(file, 0o600);
    const key = readFileSync(file);
    if (key.length === keyBytes) return key;
    const message = `${file} is damaged: remove it, and every signed address that was given out is refused from then on`;
    throw new EngineStartupError('damaged', message);
  });
}

/** Written aside and moved, so that there is either no key or a whole one. */
function makeKey(file: string, dataDir: string): void {
  const made = `${file}.${randomUUID()}`;
  const handle = openSync(made, 'wx', 0o600);
  try {
    writeSync(handle, randomBytes(keyBytes));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(made, file);
  syncFolder(dataDir);
}
