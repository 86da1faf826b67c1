import type { Telemetry } from '@annals/domain';
import { pino, type DestinationStream, type Logger } from 'pino';
import { blankSecrets } from './blank-secrets.js';

const formatters = { log: blankSecrets, bindings: blankSecrets };

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
  return pino({ level, base: null, formatters, ...(telemetry !== undefined && { mixin }) }, destination);
}

/** Where a process's log goes: lines for people where standard output is a terminal, JSON as it is everywhere else. */
export async function logDestination(output: { readonly isTTY?: boolean }): Promise<DestinationStream> {
  if (!output.isTTY) return pino.destination({ dest: 1, sync: true });
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: 1, sync: true, singleLine: true, ignore: 'requestId' });
}
