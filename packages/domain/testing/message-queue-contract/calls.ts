import type { MessageQueue, OutgoingMessage, ReceivedMessage } from '../../src/queue/message-queue.js';

/** The `maxReceives` of the queue of every fact. */
export const maxReceives = 2;

/** Whatever is there now, for longer than a fact takes. */
export const now = { max: 10, waitMs: 0, visibilityMs: 60_000 } as const;

/** Whatever comes in the longest wait. */
export const soon = { ...now, waitMs: 20_000 } as const;

/** Sends messages that must all be taken: their ids. */
export async function sendAll(queue: MessageQueue, messages: readonly OutgoingMessage[]): Promise<string[]> {
  return (await queue.send(messages)).map((outcome) => {
    if (outcome.code === 'failed') throw new Error('a message was not taken', { cause: outcome.cause });
    return outcome.messageId;
  });
}

/** Receives so many messages, as few at a time as the queue likes. */
export async function receiveAll(queue: MessageQueue, count: number): Promise<ReceivedMessage[]> {
  const received: ReceivedMessage[] = [];
  while (received.length < count) {
    const some = await queue.receive(soon);
    if (some.length === 0) throw new Error(`only ${received.length} of ${count} messages came`);
    received.push(...some);
  }
  return received;
}

/** Deletes messages, which must succeed. */
export async function deleteAll(queue: MessageQueue, messages: readonly ReceivedMessage[]): Promise<void> {
  for (const outcome of await queue.delete(messages.map(({ receipt }) => receipt)))
    if (outcome.code === 'failed') throw new Error('a message was not deleted', { cause: outcome.cause });
}

/** The bodies of messages, sorted: queues promise no order. */
export function bodies(messages: readonly { readonly body: string }[]): string[] {
  return messages.map(({ body }) => body).sort();
}
