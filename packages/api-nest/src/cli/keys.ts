import { createClock } from '@annals/domain';
import { loadKeys } from '../adapters/keys.js';
import { sha256 } from '../adapters/platform.js';
import { engineNameOf } from '../config.js';
import { readKeysRequest } from './keys-request.js';
import { manageKeys } from './keys.command.js';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** `keys`: makes, lists and revokes the API keys of the engine that the environment names, also while a server has it. */
async function main(): Promise<0 | 1> {
  const prepareKeys = await loadKeys(engineNameOf(process.env));
  const [request, prepared] = [readKeysRequest(process.argv.slice(2)), prepareKeys(process.env)];
  if (!request.ok || !prepared.ok) {
    for (const fault of [...(request.ok ? [] : request.error), ...(prepared.ok ? [] : prepared.error)]) tell(fault);
    return 1;
  }
  const keys = prepared.value();
  try {
    return await manageKeys(request.value, { keys, clock: createClock(), sha256, print, tell });
  } finally {
    keys.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  // What keeps a data folder from being opened is said in one line.
  tell(error instanceof Error ? error.message : String(error));
  return 1;
});
