import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { variablesOf, type FunctionDefinition } from './function-definition.js';
import { RuntimeApi, type Invocation, type RuntimeAnswer, type RuntimeFailure } from './runtime-api.js';

const preload = new URL('./client/preload.mjs', import.meta.url).href;
const runtimeClient = createRequire(import.meta.url).resolve('aws-lambda-ric');
/**
 * The flags of Lambda's own runtime: features of Node that no bundle is to need, and limits that count for its code cache.
 *
 * @param memoryMiB of the function
 */
function flagsOf({ memoryMiB }: FunctionDefinition): string[] {
  return [
    '--no-experimental-require-module',
    '--no-experimental-detect-module',
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-old-space-size=${Math.floor(memoryMiB * 0.9)}`,
  ];
}

/** How long a function may take to start. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const initTimeoutMs = 10_000;

/**
 * One environment of a function: its bundle in a process of its own, under Lambda's runtime client. Between invocations the process is
 * stopped, as Lambda freezes it: what it has not done by then, it does when it is invoked next, or never.
 */
export class ExecutionEnvironment {
  readonly #child: ChildProcess;
  readonly #api: RuntimeApi;
  /** Settles when it is ready, with what kept it from being so. */
  readonly #ready: Promise<RuntimeFailure | undefined>;
  readonly #ended: Promise<RuntimeFailure>;
  #isAlive = true;

  private constructor(child: ChildProcess, api: RuntimeApi, ready: Promise<RuntimeFailure | undefined>) {
    this.#child = child;
    this.#api = api;
    this.#ready = ready;
    this.#ended = this.#end();
  }

  /** Starts one. @param log is given each line that it prints */
  static async start(definition: FunctionDefinition, log: (line: string) => void): Promise<ExecutionEnvironment> {
    const ready = Promise.withResolvers<RuntimeFailure | undefined>();
    const api = await RuntimeApi.start({
      idle: () => {
        ready.resolve(undefined);
        child.kill('SIGSTOP');
      },
      initFailed: (failure) => ready.resolve(failure),
    });
    const args = [...flagsOf(definition), '--import', preload, runtimeClient];
    const { RAPID_CLIENT = '' } = process.env;
    const env = { ...variablesOf(definition), AWS_LAMBDA_RUNTIME_API: api.address, RAPID_CLIENT };
    const child = spawn(process.execPath, args, { cwd: definition.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    watchFor(child);
    for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', log);
    return new ExecutionEnvironment(child, api, ready.promise);
  }

  /** Whether it can be invoked again. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Has the function handle an invocation. Where it cannot start, ends, or goes on past the deadline, the environment is gone. */
  async invoke(invocation: Invocation): Promise<RuntimeAnswer> {
    const init = timer(initTimeoutMs, initTimedOut);
    const failedStart = await Promise.race([this.#ready, this.#ended, init.failure]);
    init.clear();
    if (failedStart !== undefined) return this.#fail(failedStart);
    const answer = this.#api.invoke(invocation);
    this.#child.kill('SIGCONT');
    const deadline = timer(invocation.deadlineMs - Date.now(), timedOut);
    const outcome = await Promise.race([answer, this.#ended, deadline.failure]);
    deadline.clear();
    return 'kind' in outcome ? outcome : this.#fail(outcome);
  }

  /** Ends it, as Lambda does: without a word. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #fail(failure: RuntimeFailure): Promise<RuntimeAnswer> {
    await this.stop();
    return { kind: 'failed', ...failure };
  }

  async #end(): Promise<RuntimeFailure> {
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, string | null];
    this.#isAlive = false;
    await this.#api.close();
    const how = signal === null ? `error: exit status ${code}` : `signal: ${signal}`;
    return { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with ${how}` };
  }
}

const initTimedOut: RuntimeFailure = { errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out' };
const timedOut: RuntimeFailure = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' };

function timer(delayMs: number, failure: RuntimeFailure): { readonly failure: Promise<RuntimeFailure>; clear(): void } {
  const { promise, resolve } = Promise.withResolvers<RuntimeFailure>();
  const timeout = setTimeout(() => resolve(failure), delayMs);
  return { failure: promise, clear: () => clearTimeout(timeout) };
}

/** Ends a process when the tests' own is gone, however that ended: a stopped one would never find out itself. */
function watchFor(child: ChildProcess): void {
  const watch = spawn('sh', ['-c', 'cat; kill -KILL "$0"', String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('exit', () => watch.kill('SIGKILL'));
}
