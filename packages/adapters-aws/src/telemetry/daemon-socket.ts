import emitter from 'aws-xray-sdk-core/dist/lib/segment_emitter.js';
import { createSocket, type Socket } from 'node:dgram';

/** What every packet begins with. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
const header = '{"format":"json","version":1}\n';

/** The way to the X-Ray daemon, where `AWS_XRAY_DAEMON_ADDRESS` says. What cannot be sent is lost, without a word. */
export class DaemonSocket {
  readonly #socket: Socket;
  readonly #underWay = new Set<Promise<void>>();

  constructor() {
    this.#socket = createSocket('udp4').on('error', () => {});
    // Waiting for the daemon keeps no process alive.
    this.#socket.unref();
  }

  /** Sends a document in a packet of its own: the daemon takes one in each. */
  send(document: string): void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#underWay.add(promise);
    this.#socket.send(header + document, emitter.getPort(), emitter.getIp(), () => {
      this.#underWay.delete(promise);
      resolve(undefined);
    });
  }

  /** Returns when the system has everything that was sent: a function may be stopped right after. */
  async flushed(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
