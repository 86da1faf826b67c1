/**
 * The few globals that every runtime has and that no ECMAScript library declares. The domain is compiled with
 * neither DOM nor Node types, so that anything else of a platform is a compile error in it.
 *
 * @see https://encoding.spec.whatwg.org/
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#atob
 * @see https://dom.spec.whatwg.org/#interface-AbortSignal
 * @see https://www.w3.org/TR/hr-time-3/#the-performance-interface
 */

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer): string;
}

declare function atob(base64: string): string;
declare function btoa(binary: string): string;

declare const performance: { now(): number };

interface AbortSignal {
  readonly aborted: boolean;
}
