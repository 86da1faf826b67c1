import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The whole program as a user starts it, `npm start` in the project's folder, in a process group of its own. */
export class NpmStart {
  readonly url: Promise<string>;
  readonly #listening: Promise<Listening>;
  readonly #ended: Promise<unknown>;

  private constructor(readonly child: ChildProcess) {
    this.#ended = once(child, 'close');
    this.#listening = listening(child);
    this.url = this.#listening.then(({ url }) => url);
  }

  /** Starts it on a free port. */
  static with(environment: Readonly<Record<string, string>>): NpmStart {
    const env = { ...process.env, PORT: '0', LOG_LEVEL: 'info', ...environment };
    return new NpmStart(spawn('npm', ['start'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Kills the server and whatever started it, as a power cut would; returns when all are gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      // The server has a process group of its own, so that a terminal's signals reach it once.
      process.kill((await this.#listening).pid, 'SIGKILL');
      process.kill(-this.child.pid!, 'SIGKILL');
    }
    await this.#ended;
  }
}

/** What the server says of itself once it listens. */
interface Listening {
  readonly url: string;
  readonly pid: number;
}

async function listening(child: ChildProcess): Promise<Listening> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (;;) {
    const line = /^\{.*"url".*\}$/m.exec(output)?.[0];
    if (line !== undefined) return JSON.parse(line) as Listening;
    const [event] = await Promise.race([
      once(child.stdout!, 'data').then(() => ['data']),
      once(child, 'close').then(() => ['close']),
    ]);
    if (event === 'close') throw new Error(`npm start ended: ${output}`);
  }
}
