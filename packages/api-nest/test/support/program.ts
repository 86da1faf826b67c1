import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The compiled server as a process, with an IPC channel to its starter as `npm start` gives it. */
export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  readonly #output = new EventTarget();

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#append({ stdout: text }));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#append({ stderr: text }));
    this.ended = this.#end();
  }

  /** Starts it with these variables and no others of its own; on a free port unless they say. */
  static start(environment: Readonly<Record<string, string>>): Program {
    const { PATH } = process.env;
    const env = { PATH, PORT: '0', ...environment };
    return new Program(spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }));
  }

  /** Waits until its standard output matches; throws where it ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`ended: ${this.stderr}`);
      await once(this.#output, 'change');
    }
  }

  /** Waits until it listens; gives its URL. */
  async url(): Promise<string> {
    return (await this.until(/"url":"([^"]+)"/))[1]!;
  }

  /** Not 'close': that never comes once the starter has left the channel. */
  async #end(): Promise<number | null> {
    const [exit] = await Promise.all([
      once(this.child, 'exit'),
      ...[this.child.stdout, this.child.stderr].map((stream) => stream && once(stream, 'close')),
    ]);
    this.#output.dispatchEvent(new Event('change'));
    return exit[0] as number | null;
  }

  #append({ stdout = '', stderr = '' }): void {
    this.stdout += stdout;
    this.stderr += stderr;
    this.#output.dispatchEvent(new Event('change'));
  }
}
