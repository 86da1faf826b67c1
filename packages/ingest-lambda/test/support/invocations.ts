import type { InvocationContext } from '../../src/invocation-context.js';
import { createLogger, type Logger } from '../../src/logger.js';

/** Members of a record that a test cares about. */
export interface RecordMembers {
  readonly key: string;
  readonly eventName?: string;
  readonly eventTime?: string;
  readonly sequencer?: string;
  readonly versionId?: string;
  readonly size?: number;
  readonly eTag?: string;
  readonly bucket?: string;
  readonly eventVersion?: string;
}

/** A record of S3: a creation in `main-bucket`, its key form-encoded as S3 does. */
export function s3Record({ key, bucket = 'main-bucket', ...members }: RecordMembers): unknown {
  const {
    eventName = 'ObjectCreated:Put',
    eventTime = '2026-01-01T00:00:01.000Z',
    eventVersion = '2.1',
    ...object
  } = members;
  const encoded = new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
  return {
    eventVersion,
    eventSource: 'aws:s3',
    awsRegion: 'us-west-2',
    eventTime,
    eventName,
    userIdentity: { principalId: 'AWS:EXAMPLE' },
    s3: { bucket: { name: bucket }, object: { key: encoded, ...object } },
  };
}

/** A notification of records. */
export function s3Notification(...records: readonly unknown[]): { readonly Records: readonly unknown[] } {
  return { Records: records };
}

/** An invocation by SQS, of one message a body; messages are called `m0`, `m1` … */
export function sqsInvocation(...bodies: readonly string[]): { readonly Records: readonly unknown[] } {
  return {
    Records: bodies.map((body, index) => ({ messageId: `m${index}`, eventSource: 'aws:sqs', body, attributes: {} })),
  };
}

/** A context with five minutes left, or what `remainingMs` says each time it is asked. */
export function context(remainingMs: () => number = () => 300_000): InvocationContext {
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: remainingMs };
}

/** A logger that keeps its lines. */
export function keptLog(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): unknown => lines.push(JSON.parse(line) as Record<string, unknown>);
  const logger = createLogger(write, { nowMs: () => 0 });
  return { logger, lines };
}
