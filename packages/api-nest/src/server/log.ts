import type { Telemetry } from '@annals/domain';
import { pino, type DestinationStream, type Logger } from 'pino';

/** Fields that are blanked in whatever object is logged, up to two objects deep. */
const secrets = ['authorization', 'cookie', 'set-cookie', 'x-api-key'];
const redact = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** Makes the log: JSON lines, of this level and above. Each names the span that it is written in, where `telemetry` knows of one. */
export function createLogger(
  level: string,
  destination: DestinationStream,
  telemetry?: Pick<Telemetry, 'current'>,
): Logger {
  const mixin = (): object => {
    const span = telemetry?.current();
    return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
  };
  return pino({ level, base: null, redact, ...(telemetry !== undefined && { mixin }) }, destination);
}

/** Where a process's log goes: lines for people where standard output is a terminal, JSON as it is everywhere else. */
export async function logDestination(output: { readonly isTTY?: boolean }): Promise<DestinationStream> {
  if (!output.isTTY) return pino.destination({ dest: 1, sync: true });
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: 1, sync: true, singleLine: true, ignore: 'requestId' });
}
