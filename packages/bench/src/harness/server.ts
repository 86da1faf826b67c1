import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pinned } from './cpus.js';
import type { Workshop } from './workshop.js';

/** A server of HTTP that runs. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
}

/** How long a server may take to answer, in milliseconds. */
const startTimeoutMs = 20_000;

/** How long it may take to end, in milliseconds. */
const stopTimeoutMs = 15_000;

/**
 * Starts a server on the subject's processor and a free port, its log thrown away, and waits until it answers.
 *
 * @param program what Node is given: flags, and a file
 */
export async function startServer(
  workshop: Workshop,
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const port = await freePort();
  const [command, args] = pinned(workshop.cpus.subject, process.execPath, program);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exit = once(child, 'exit');
  workshop.defer(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exit;
    clearTimeout(late);
  });
  const untilMs = performance.now() + startTimeoutMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > untilMs) throw new Error(`${program.at(-1)} does not answer`);
    await delay(50);
  }
  return { port, pid: child.pid! };
}

async function answers(port: number): Promise<boolean> {
  try {
    await (await fetch(`http://127.0.0.1:${port}/health`)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
