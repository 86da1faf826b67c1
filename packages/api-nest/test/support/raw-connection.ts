import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that sends exactly what a test says, and keeps what comes back. */
export class RawConnection {
  received = '';
  readonly #changed = new EventTarget();
  #closed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      this.#changed.dispatchEvent(new Event('change'));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#changed.dispatchEvent(new Event('change'));
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  send(...lines: readonly string[]): void {
    this.socket.write(lines.join('\r\n'), 'latin1');
  }

  /** Waits until what was received matches; throws where the connection closes before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.received)) {
      if (this.#closed) throw new Error(`closed after: ${this.received}`);
      await once(this.#changed, 'change');
    }
    return this.received;
  }

  /** Waits until the connection is closed; gives all that was received. */
  async untilClosed(): Promise<string> {
    while (!this.#closed) await once(this.#changed, 'change');
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The problem in an answer as it stands on the wire. */
export function rawProblem(received: string): {
  readonly status: number;
  readonly type: string;
  readonly detail: string;
  readonly requestId: string;
} {
  const [head, body] = received.split('\r\n\r\n') as [string, string];
  if (!/^content-type: application\/problem\+json/im.test(head)) throw new Error(`no problem: ${received}`);
  return JSON.parse(body) as { status: number; type: string; detail: string; requestId: string };
}
