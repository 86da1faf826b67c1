import { parseTraceparent } from '@annals/domain';

/** What an X-Ray trace header says, in W3C's form of the ids. */
export interface TraceHeader {
  /** 32 digits of lower-case hexadecimal. */
  readonly traceId: string;
  /** 16 digits of lower-case hexadecimal; absent where the header names no segment. */
  readonly spanId: string | undefined;
  readonly sampled: boolean;
}

/** A trace id in X-Ray's form, of W3C's. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
export function xRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/**
 * Reads a header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`; `undefined` where it names no
 * trace. What it does not say of sampling is no.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseTraceHeader(header: string): TraceHeader | undefined {
  const fields = new Map(
    header.split(';').map((field) => {
      const at = field.indexOf('=');
      return [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1).trim()] as const;
    }),
  );
  const [, time, random] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(fields.get('root') ?? '') ?? [];
  if (time === undefined || random === undefined) return undefined;
  const parent = fields.get('parent')?.toLowerCase();
  return {
    traceId: `${time}${random}`.toLowerCase(),
    spanId: parent !== undefined && /^[0-9a-f]{16}$/.test(parent) ? parent : undefined,
    sampled: fields.get('sampled') === '1',
  };
}

/** The header that says what a `traceparent` says; `undefined` where that is malformed. */
export function traceHeaderOf(traceparent: string): string | undefined {
  const parsed = parseTraceparent(traceparent);
  if (parsed === undefined) return undefined;
  return `Root=${xRayTraceId(parsed.traceId)};Parent=${parsed.spanId};Sampled=${parsed.sampled ? 1 : 0}`;
}
