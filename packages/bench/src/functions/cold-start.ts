import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pinned } from '../harness/cpus.js';
import { WorkNotDone } from '../harness/side.js';
import { traceHeader } from '../workload/gateway-request.js';
import { lambdaFlags } from './function-environment.js';

/** A function that is started anew for each invocation. */
export interface ColdFunction {
  /** The file with its handler. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where invocations are written to. */
  readonly folder: string;
  readonly cpu: number | undefined;
}

/** What one cold start took, and what was answered. */
export interface ColdStart {
  /** From the start of the process to the answer. */
  readonly elapsedMs: number;
  readonly answered: unknown;
}

const host = fileURLToPath(new URL('../programs/cold-function.cjs', import.meta.url));

/** Starts a function, has it answer one invocation, and ends it. Throws `WorkNotDone` where it gives no answer. */
export async function coldStart(
  { file, environment, folder, cpu }: ColdFunction,
  invocation: unknown,
): Promise<ColdStart> {
  const invocationFile = join(folder, 'invocation.json');
  await writeFile(invocationFile, JSON.stringify({ invocation, traceHeader }));
  const [command, args] = pinned(cpu, process.execPath, [...lambdaFlags, host, file, invocationFile]);
  const startedMs = performance.now();
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const exit = once(child, 'exit');
  const output = child.stdio[3] as Readable;
  const [chunk] = (await Promise.race([once(output, 'data'), exit.then(() => [undefined])])) as [Buffer | undefined];
  const elapsedMs = performance.now() - startedMs;
  child.kill('SIGKILL');
  await exit;
  if (chunk === undefined) throw new WorkNotDone(`${file} ended without an answer`);
  const told = JSON.parse(chunk.toString()) as { readonly answered: unknown } | { readonly error: string };
  if ('error' in told) throw new WorkNotDone(`${file} failed: ${told.error}`);
  return { elapsedMs, answered: told.answered };
}
