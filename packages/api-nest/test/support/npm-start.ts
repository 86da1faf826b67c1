import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The whole program as a user starts it, `npm start` in the project's folder, in a process group of its own. */
export class NpmStart {
  readonly url: Promise<string>;
  readonly #ended: Promise<unknown>;

  private constructor(readonly child: ChildProcess) {
    this.#ended = once(child, 'close');
    this.url = listening(child);
  }

  /** Starts it on a free port. */
  static with(environment: Readonly<Record<string, string>>): NpmStart {
    const env = { ...process.env, PORT: '0', LOG_LEVEL: 'info', ...environment };
    return new NpmStart(spawn('npm', ['start'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Kills every process of the group at once, as a power cut would; returns when they are gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid!, 'SIGKILL');
    await this.#ended;
  }
}

async function listening(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (;;) {
    const url = /"url":"([^"]+)"/.exec(output)?.[1];
    if (url !== undefined) return url;
    const [event] = await Promise.race([
      once(child.stdout!, 'data').then(() => ['data']),
      once(child, 'close').then(() => ['close']),
    ]);
    if (event === 'close') throw new Error(`npm start ended: ${output}`);
  }
}
