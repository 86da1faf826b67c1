import CapturedException from 'aws-xray-sdk-core/dist/lib/segments/attributes/captured_exception.js';
import { randomUUID } from 'node:crypto';
import type { DocumentFields } from './x-ray-document.js';

/** A trace, and where documents of its spans go. */
export interface SentTrace {
  /** In X-Ray's form. */
  readonly id: string;
  readonly send: (document: string) => void;
  /** The error that a span failed with last, and which: those around it name that span instead of telling of the error again. */
  captured?: { readonly error: Error; readonly spanId: string };
}

/** What a span is in. */
export interface SpanParent {
  readonly trace: SentTrace;
  /** 16 digits of lower-case hexadecimal. */
  readonly id: string;
  /** Whether it took the document of a span that ended in it, to send it within its own. Absent where others send the parent. */
  take?(document: string): boolean;
}

/** The most bytes of other documents in one: a packet has up to 65,507, and those that the span itself says are among them. */
const mostInnerBytes = 48_000;

/**
 * A segment or subsegment of X-Ray that is under way. Once it ends it is sent with what ended in it; what ends later goes alone, and so does
 * what no packet would hold.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export class XRaySpan implements SpanParent {
  readonly id = newSpanId();
  readonly trace: SentTrace;
  readonly #parent: SpanParent;
  readonly #type: 'segment' | 'subsegment';
  readonly #startSeconds = Date.now() / 1000;
  readonly #inner: string[] = [];
  #innerBytes = 0;
  #isOpen = true;

  constructor(parent: SpanParent, type: 'segment' | 'subsegment' = 'subsegment') {
    this.trace = parent.trace;
    this.#parent = parent;
    this.#type = type;
  }

  take(document: string): boolean {
    const bytes = Buffer.byteLength(document);
    if (!this.#isOpen || this.#innerBytes + bytes > mostInnerBytes) return false;
    this.#innerBytes += bytes;
    this.#inner.push(document);
    return true;
  }

  /** Ends it. Whatever `failure` is, it is no fault where the fields say that who asked is to blame. */
  end(fields: DocumentFields, failure: unknown): void {
    this.#isOpen = false;
    const own = JSON.stringify({
      id: this.id,
      start_time: this.#startSeconds,
      end_time: Date.now() / 1000,
      ...(failure !== undefined && fields.error !== true && { fault: true }),
      ...fields,
      ...(failure instanceof Error && { cause: this.#causeOf(failure) }),
    });
    const document = this.#inner.length === 0 ? own : `${own.slice(0, -1)},"subsegments":[${this.#inner.join(',')}]}`;
    if (this.#parent.take?.(document) !== true) this.trace.send(this.#alone(document));
  }

  /** A document that stands in no other says where it belongs. */
  #alone(document: string): string {
    const type = this.#type === 'subsegment' ? '"type":"subsegment",' : '';
    return `{${type}"trace_id":"${this.trace.id}","parent_id":"${this.#parent.id}",${document.slice(1)}`;
  }

  #causeOf(error: Error): object {
    const { captured } = this.trace;
    if (captured?.error === error) return { id: captured.spanId, exceptions: [] };
    this.trace.captured = { error, spanId: this.id };
    return { working_directory: process.cwd(), exceptions: [new CapturedException(error)] };
  }
}

/** Of the random digits that an id has at both of its ends. */
function newSpanId(): string {
  const id = randomUUID();
  return id.slice(0, 8) + id.slice(-8);
}
