import type { MessageQueue, OutgoingMessage, QueueFigures } from '../queue/message-queue.js';
import { noTelemetry, type Span, type SpanAttributes, type SpanOptions, type Telemetry } from './telemetry.js';

/**
 * A queue whose messages are counted, whose depth and age can be read, and whose calls are spans. What is sent carries the span of its
 * sending, unless it belongs to another trace already. Itself where nothing is measured.
 *
 * @param system OpenTelemetry's name of what keeps the messages: `aws_sqs`, `sqlite`
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function instrumentQueue(queue: MessageQueue, telemetry: Telemetry, system: string): MessageQueue {
  if (telemetry === noTelemetry) return queue;
  const { name } = queue;
  const count = (outcome: string, by: number): void => {
    if (by > 0) telemetry.count('annals_queue_messages_total', { queue: name, outcome }, by);
  };
  const inSpan = spansOf(name, telemetry, system);
  readGauges(queue, telemetry);
  return {
    name,
    maxReceives: queue.maxReceives,
    send: async (messages) => {
      const outer = telemetry.current()?.traceparent;
      const outcomes = await inSpan('send', 'producer', batchOf(messages.length), async (span) => {
        const sent = await queue.send(messages.map((message) => joined(message, outer, telemetry)));
        const [first] = sent;
        if (sent.length === 1 && first?.code === 'sent') span?.set({ 'messaging.message.id': first.messageId });
        const failed = sent.find(({ code }) => code === 'failed');
        if (failed?.code === 'failed') span?.fail(failed.cause);
        return sent;
      });
      count('sent', outcomes.filter(({ code }) => code === 'sent').length);
      return outcomes;
    },
    receive: async (request) => {
      const messages = await inSpan('receive', 'client', {}, async (span) => {
        const received = await queue.receive(request);
        span?.set({ 'messaging.batch.message_count': received.length });
        return received;
      });
      count('received', messages.length);
      return messages;
    },
    delete: async (receipts) => {
      const work = () => queue.delete(receipts);
      const outcomes = await inSpan('delete', 'client', batchOf(receipts.length), work);
      count('deleted', outcomes.filter(({ code }) => code === 'deleted').length);
      return outcomes;
    },
    release: async (message, delayMs, reason) => {
      const { messageId, receiveCount } = message;
      const work = () => queue.release(message, delayMs, reason);
      await inSpan('release', 'client', { 'messaging.message.id': messageId }, work);
      count(receiveCount >= queue.maxReceives ? 'dead' : 'released', 1);
    },
    bury: async (message, reason) => {
      const work = () => queue.bury(message, reason);
      await inSpan('bury', 'client', { 'messaging.message.id': message.messageId }, work);
      count('dead', 1);
    },
    figures: () => queue.figures(),
  };
}

/** What is sent from within a span belongs to the span of its sending, which belongs to that one. */
function joined(message: OutgoingMessage, outer: string | undefined, telemetry: Telemetry): OutgoingMessage {
  if (message.traceparent !== undefined && message.traceparent !== outer) return message;
  return { ...message, traceparent: telemetry.current()?.traceparent ?? message.traceparent };
}

/** One message is no batch. */
function batchOf(count: number): SpanAttributes {
  return count === 1 ? {} : { 'messaging.batch.message_count': count };
}

const operationTypes = { send: 'send', receive: 'receive', delete: 'settle', release: 'settle', bury: 'settle' };

type InQueueSpan = <T>(
  operation: keyof typeof operationTypes,
  kind: SpanOptions['kind'] & string,
  attributes: SpanAttributes,
  work: (span?: Span) => Promise<T>,
) => Promise<T>;

/** Outside of every span there is none: who waits for messages would else make a trace of each look into an empty queue. */
function spansOf(queueName: string, telemetry: Telemetry, system: string): InQueueSpan {
  return (operation, kind, attributes, work) => {
    if (telemetry.current() === undefined) return work();
    const all = {
      'messaging.system': system,
      'messaging.destination.name': queueName,
      'messaging.operation.name': operation,
      'messaging.operation.type': operationTypes[operation],
      ...attributes,
    };
    return telemetry.inSpan(`${operation} ${queueName}`, { kind, attributes: all }, work);
  };
}

function readGauges(queue: MessageQueue, telemetry: Telemetry): void {
  const labels = { queue: queue.name };
  let underWay: Promise<QueueFigures> | undefined;
  // Whoever asks for both gauges asks for them at once.
  const figures = (): Promise<QueueFigures> =>
    (underWay ??= queue.figures().finally(() => {
      underWay = undefined;
    }));
  telemetry.gauge('annals_queue_depth', async () => {
    const { waiting, inFlight, dead } = await figures();
    return Object.entries({ waiting, in_flight: inFlight, dead }).map(([state, value]) => ({
      labels: { ...labels, state },
      value,
    }));
  });
  telemetry.gauge('annals_queue_oldest_age_seconds', async () => {
    const { waiting, inFlight, oldestAgeMs } = await figures();
    if (oldestAgeMs !== undefined) return [{ labels, value: oldestAgeMs / 1000 }];
    return waiting + inFlight === 0 ? [{ labels, value: 0 }] : [];
  });
}
