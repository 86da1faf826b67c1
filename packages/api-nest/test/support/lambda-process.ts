import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LogLine } from './log-sink.js';

const host = fileURLToPath(new URL('./lambda-host.mjs', import.meta.url));

/** What a function returns: parsed, and as the text of which Lambda allows 6 MB. */
export interface Returned {
  readonly answer: unknown;
  readonly envelope: string;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

type Settle = (reply: Omit<Reply, 'id'>) => void;

/** Loads a bundle that cannot start in this environment; gives what it throws, as Lambda tells it: by its stack. Throws where it starts. */
export async function faultOfStart(bundle: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const load =
    'try { require(process.argv[1]) } catch ({ stack }) { console.log(stack); process.exit() } throw Error()';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', load, bundle], { env: { ...environment } });
  return stdout;
}

/** A function in a process of its own, as one Lambda environment is. */
export class LambdaProcess {
  readonly #output: string[] = [];
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting = new Map<number, Settle>();
  #invocations = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! }).on('line', (line) => this.#output.push(line));
    child.on('message', ({ id, ...reply }: Reply) => {
      this.#waiting.get(id)!(reply);
      this.#waiting.delete(id);
    });
    child.once('exit', () => {
      const failure = `the function's process ended: ${this.#output.join('\n')}`;
      for (const settle of this.#waiting.values()) settle({ failure });
    });
  }

  /** Starts a bundle. Of the environment it gets what is given, and nothing of the tests' own. */
  static start(bundle: string, environment: Readonly<Record<string, string>> = {}): LambdaProcess {
    const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
    return new LambdaProcess(spawn(process.execPath, [host, bundle], { env: { ...environment }, stdio: [...stdio] }));
  }

  /** Invokes the function; throws what it fails with. */
  async invoke(invocation: unknown): Promise<Returned> {
    const id = ++this.#invocations;
    const { answer, failure } = await new Promise<Omit<Reply, 'id'>>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, invocation });
    });
    if (failure !== undefined) throw new Error(failure);
    return { answer, envelope: JSON.stringify(answer) };
  }

  /** Ends it; gives the lines of its log, without figures. */
  async stop(): Promise<readonly LogLine[]> {
    const ended = Promise.all([once(this.#child, 'exit'), once(this.#lines, 'close')]);
    this.#child.disconnect();
    await ended;
    return this.#written().filter((line) => !('_aws' in line));
  }

  /** The lines that it wrote so far which are figures for CloudWatch. */
  figures(): readonly LogLine[] {
    return this.#written().filter((line) => '_aws' in line);
  }

  #written(): readonly LogLine[] {
    return this.#output.map((line) => JSON.parse(line) as LogLine);
  }
}
