import { createSocket, type Socket } from 'node:dgram';

/**
 * The way to the X-Ray daemon: the part of a socket that the SDK sends by. What cannot be sent is lost, without a word: the SDK would log a
 * line for each document.
 */
export class DaemonSocket {
  readonly #socket: Socket;
  readonly #underWay = new Set<Promise<void>>();

  constructor() {
    this.#socket = createSocket('udp4').on('error', () => {});
    // Waiting for the daemon keeps no process alive.
    this.#socket.unref();
  }

  /** As `dgram.Socket.send`. */
  send(
    message: Uint8Array,
    offset: number,
    length: number,
    port: number | string,
    address: string,
    done: (error: null) => void,
  ): void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#underWay.add(promise);
    this.#socket.send(message, offset, length, Number(port), address, () => {
      this.#underWay.delete(promise);
      resolve(undefined);
      done(null);
    });
  }

  /** Returns when the system has everything that was sent: a function may be stopped right after. */
  async flushed(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
