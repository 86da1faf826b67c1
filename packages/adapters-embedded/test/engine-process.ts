import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What `engine-program.mjs`, or `queue-program.mjs`, is started with. */
export interface EngineProcessOptions {
  readonly dataDir: string;
  /** Which one; `engine` where absent. */
  readonly program?: 'engine' | 'queue';
  /** Clients that record, or send, at the same time; none where absent. */
  readonly clients?: number;
  /** Events that they record, or messages that they send, together. */
  readonly events?: number;
  /** The user to become. */
  readonly userId?: number;
  /** A command that runs the program as its own last arguments, such as a tracer. */
  readonly under?: readonly string[];
}

/** A process that uses the engine. */
export class EngineProcess {
  /** The lines that it printed so far. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #waiting = new Set<() => void>();

  constructor(options: EngineProcessOptions) {
    const { dataDir, program = 'engine', clients = 0, events = 0, userId, under = [] } = options;
    const file = fileURLToPath(new URL(`./${program}-program.mjs`, import.meta.url));
    const programArguments = [dataDir, clients, events, ...(userId === undefined ? [] : [userId])].map(String);
    const [command, ...rest] = [...under, process.execPath, file, ...programArguments];
    this.#child = spawn(command!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closed = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(line);
      for (const check of this.#waiting) check();
    });
  }

  /** The ids of the events that were acknowledged so far. */
  get acknowledged(): string[] {
    return this.after('ack ');
  }

  /** What followed a word at the start of a line, of each line so far that began with it. */
  after(word: string): string[] {
    return this.lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length));
  }

  /** Waits until so many lines were printed; fails when the process ends before. */
  async printed(count: number): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.lines.length >= count) resolve();
      };
      this.#waiting.add(check);
      check();
    });
    await Promise.race([enough, this.#closed]);
    if (this.lines.length < count) throw new Error(`it ended after ${JSON.stringify(this.lines)}`);
  }

  /** Ends it by SIGKILL and returns when all that it printed was read. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** Lets it end by itself: its exit code. */
  async finish(): Promise<number | null> {
    this.#child.stdin!.end();
    await this.#closed;
    return this.#child.exitCode;
  }
}
