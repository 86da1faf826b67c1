import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A DynamoDB that tests may fill. */
export interface DynamoEngine {
  /** Its address, an http URL. */
  readonly endpoint: string;
  /** Ends it, where the tests started it, and removes its data. */
  stop(): Promise<void>;
}

/** Where tests get an engine: a binary that they start, one that runs already, or none and why. */
export type DynamoEngineSource =
  | { readonly kind: 'binary'; readonly path: string }
  | { readonly kind: 'endpoint'; readonly endpoint: string }
  | { readonly kind: 'none'; readonly reason: string };

/** What decides where an engine comes from. */
export type Machine = Pick<NodeJS.Process, 'platform' | 'arch' | 'env'>;

/** Finds out where tests on a machine get an engine; its variable `DYNAMODB_ENDPOINT` counts where there is no binary. */
export function dynamoEngineSource(machine: Machine = process): DynamoEngineSource {
  const path = binaryPath(machine);
  if (path !== undefined) return { kind: 'binary', path };
  const endpoint = machine.env.DYNAMODB_ENDPOINT;
  if (endpoint) return { kind: 'endpoint', endpoint };
  const reason = `there is no DynamoDB for tests on ${machine.platform}-${machine.arch}; name the address of one in DYNAMODB_ENDPOINT`;
  return { kind: 'none', reason };
}

function binaryPath({ platform, arch }: Machine): string | undefined {
  if (platform !== 'linux' || arch !== 'x64') return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    const path = join(dirname(manifest), 'dynoxide');
    return existsSync(path) ? path : undefined;
  } catch {
    // An optional dependency: an installation may leave it out.
    return undefined;
  }
}

/** Starts an engine on a free port and a new data file, or takes the one in the environment. Throws where there is none, or it does not answer. */
export async function startDynamoEngine(source: DynamoEngineSource = dynamoEngineSource()): Promise<DynamoEngine> {
  switch (source.kind) {
    case 'none':
      throw new Error(source.reason);
    case 'endpoint':
      return { endpoint: source.endpoint, stop: () => Promise.resolve() };
    case 'binary':
      return startBinary(source.path);
  }
}

/**
 * Ends the engine and removes its folder (`$0`) when its own input ends: however the tests die, nothing outlives them. The shell
 * reports the end of the engine, which must not meet the closed pipe of the dead.
 */
const guard = '"$@" & engine=$!; cat; exec 2>/dev/null; kill "$engine"; wait "$engine"; rm -rf "$0"';

async function startBinary(path: string): Promise<DynamoEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-dynamo-'));
  const port = await freePort();
  const database = join(folder, 'dynamo.db');
  const child = spawn('sh', ['-c', guard, folder, path, 'serve', '--port', String(port), '--db-path', database], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilAnswering(endpoint);
  } catch (cause) {
    await stop();
    throw new Error(`the DynamoDB for tests does not answer on ${endpoint}: ${printed}`, { cause });
  }
  return { endpoint, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAnswering(endpoint: string): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    try {
      await (await fetch(endpoint)).arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await delay(20);
    }
  }
}
