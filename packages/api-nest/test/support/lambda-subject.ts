import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Gateway } from './api-gateway.js';
import type { QueuedSubject } from './http-subject.js';
import { LambdaProcess } from './lambda-process.js';
import { settleInvocation } from './queued-subject.js';

/** The function that is deployed, by the file with its handler; `npm run build` and `turbo run bundle` make it. */
export const deployedBundle = fileURLToPath(new URL('../../dist-lambda/lambda.cjs', import.meta.url));

/** A bundle made for tests, and how to be rid of it. */
export interface TestBundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a function of `contract-function.ts` as the one that is deployed is made: its loader, its bundle and its code cache. */
export async function bundleContractFunction(): Promise<TestBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-bundle-'));
  const script = fileURLToPath(new URL('../../scripts/bundle-contract-function.mjs', import.meta.url));
  const remove = () => rm(folder, { recursive: true });
  try {
    await promisify(execFile)(process.execPath, [script, folder]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { path: join(folder, 'lambda.cjs'), remove };
}

/** A subject behind a gateway. */
export interface LambdaSubject extends QueuedSubject {
  readonly process: LambdaProcess;
}

/** Starts a bundle behind a gateway. */
export function openLambda(
  gateway: Gateway,
  bundle: string,
  environment: Readonly<Record<string, string>> = {},
): LambdaSubject {
  const process = LambdaProcess.start(bundle, environment);
  return {
    process,
    send: async (method, path, request) =>
      gateway.answer((await process.invoke(gateway.invocation(method, path, request))).answer),
    settle: async () => {
      await process.invoke(settleInvocation);
    },
    close: async () => {
      await process.stop();
    },
  };
}
