import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A segment document as it arrived. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
export interface SegmentDocument {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  /** `subsegment`; absent of a segment. */
  readonly type?: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly http?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly subsegments?: readonly SegmentDocument[];
}

/** What stands for the daemon that Lambda runs beside a function: it keeps the documents that it gets. */
export class XRayDaemon {
  /** Those within others included, in the order in which they came. */
  readonly documents: SegmentDocument[] = [];
  /** The size of each packet that came, in bytes. */
  readonly packetBytes: number[] = [];
  readonly #socket: Socket;
  readonly #changed = new EventTarget();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => {
      this.packetBytes.push(packet.length);
      this.#take(packet.toString());
      this.#changed.dispatchEvent(new Event('change'));
    });
  }

  /** Listens on a free port of this machine. */
  static async listen(): Promise<XRayDaemon> {
    const socket = createSocket('udp4');
    const daemon = new XRayDaemon(socket);
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return daemon;
  }

  /** For `AWS_XRAY_DAEMON_ADDRESS`. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** What a look at all documents gives, as soon as it gives something. */
  async until<T>(look: (documents: readonly SegmentDocument[]) => T | undefined): Promise<T> {
    for (;;) {
      const seen = look(this.documents);
      if (seen !== undefined) return seen;
      await once(this.#changed, 'change');
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #take(packet: string): void {
    const [header, ...body] = packet.split('\n');
    if (header !== '{"format":"json","version":1}') throw new Error(`no document of X-Ray begins so: ${header}`);
    this.#keep(JSON.parse(body.join('\n')) as SegmentDocument);
  }

  #keep(document: SegmentDocument): void {
    const { id, trace_id: traceId, subsegments = [] } = document;
    for (const inner of subsegments) this.#keep({ ...inner, parent_id: id, trace_id: traceId, type: 'subsegment' });
    this.documents.push(document);
  }
}
