import type { ReceivedMessage } from '../queue/message-queue.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import {
  recordQueuedEvent,
  type QueuedEventOutcome,
  type RecordQueuedEventDependencies,
} from './record-queued-event.js';

/** What is to become of a message. */
export type MessageVerdict =
  /** Its work is done: it is to be deleted. */
  | { readonly code: 'done'; readonly outcome: Exclude<QueuedEventOutcome, { readonly code: 'failed' | 'poison' }> }
  /** It may succeed later. */
  | { readonly code: 'retry'; readonly cause: unknown }
  /** It never will: it belongs among the dead letters, with the reason. */
  | { readonly code: 'poison'; readonly reason: string };

/** What processing needs. */
export interface ProcessQueuedEventDependencies extends RecordQueuedEventDependencies {
  readonly telemetry: Telemetry;
  /** The queue's name. */
  readonly queueName: string;
  /** OpenTelemetry's name of what keeps its messages: `aws_sqs`, `sqlite`. */
  readonly queueSystem?: string | undefined;
}

/**
 * Records the event of a message in a span of its own, which belongs to the trace that the event was sent in, and counts what became of
 * it. Never throws: one message fails no other.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export async function processQueuedEvent(
  { messageId, body, traceparent }: Pick<ReceivedMessage, 'messageId' | 'body' | 'traceparent'>,
  { telemetry, queueName, queueSystem, ...dependencies }: ProcessQueuedEventDependencies,
): Promise<MessageVerdict> {
  const attributes = {
    'messaging.system': queueSystem,
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'process',
    'messaging.destination.name': queueName,
    'messaging.message.id': messageId,
  };
  return telemetry.inSpan(`process ${queueName}`, { kind: 'consumer', traceparent, attributes }, async (span) => {
    const verdict = await recordQueuedEvent(body, dependencies).then(verdictOf, retry);
    if (verdict.code === 'done') {
      const { id, source } = verdict.outcome.event;
      span.set({ 'annals.event.outcome': verdict.outcome.code, 'annals.event.id': id, 'annals.event.source': source });
    } else span.fail(verdict.code === 'retry' ? verdict.cause : new Error(verdict.reason));
    if (verdict.code !== 'poison')
      telemetry.count('annals_events_total', {
        outcome: verdict.code === 'done' ? verdict.outcome.code : 'failed',
      });
    return verdict;
  });
}

function retry(cause: unknown): MessageVerdict {
  return { code: 'retry', cause };
}

function verdictOf(outcome: QueuedEventOutcome): MessageVerdict {
  switch (outcome.code) {
    case 'failed':
      return retry(outcome.cause);
    case 'poison':
      return outcome;
    default:
      return { code: 'done', outcome };
  }
}
