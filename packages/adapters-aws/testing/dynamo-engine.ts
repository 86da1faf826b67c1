import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
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

/** Finds out where tests on this machine get an engine; the variable `DYNAMODB_ENDPOINT` counts where there is no binary. */
export function dynamoEngineSource(): DynamoEngineSource {
  const path = binaryPath();
  if (path !== undefined) return { kind: 'binary', path };
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  if (endpoint) return { kind: 'endpoint', endpoint };
  const reason = `there is no DynamoDB for tests on ${process.platform}-${process.arch}; name the address of one in DYNAMODB_ENDPOINT`;
  return { kind: 'none', reason };
}

function binaryPath(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
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

/** Ends the engine when its own input does: however the tests die, the engine does not outlive them. */
const guard = '"$@" & engine=$!; cat; kill "$engine"; wait "$engine"';

async function startBinary(path: string): Promise<DynamoEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-dynamo-'));
  const port = await freePort();
  const database = join(folder, 'dynamo.db');
  const child = spawn('sh', ['-c', guard, 'sh', path, 'serve', '--port', String(port), '--db-path', database], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
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
