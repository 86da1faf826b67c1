import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import type { DeadLetters } from '../src/queue/dead-letters.js';
import type { MessageQueue } from '../src/queue/message-queue.js';
import { maxReceives } from './message-queue-contract/calls.js';
import { describeDeadLetters } from './message-queue-contract/dead-letters.js';
import { describeQueueFidelity } from './message-queue-contract/fidelity.js';
import { describeReceiving } from './message-queue-contract/receiving.js';
import { describeSending } from './message-queue-contract/sending.js';

/** A queue and what it gave up. */
export interface QueueUnderTest {
  readonly queue: MessageQueue;
  readonly deadLetters: DeadLetters;
}

/** How a suite gets at an implementation. */
export interface MessageQueueHarness {
  /** Called once; the engine may start here. */
  readonly start?: () => Promise<void>;
  /** Called before each fact: a queue that holds nothing, neither living nor dead, and gives a message up after so many deliveries. */
  readonly empty: (options: { readonly maxReceives: number }) => Promise<QueueUnderTest>;
  /** Called once at the end. */
  readonly stop?: () => Promise<void>;
}

/** Gives the queue of the fact that runs, and its dead letters. */
export type CurrentQueue = () => QueueUnderTest;

/** States what every `MessageQueue` and its `DeadLetters` do, whichever engine they stand on. */
export function describeMessageQueue(name: string, harness: MessageQueueHarness): void {
  describe(`${name} as a MessageQueue`, () => {
    let under: QueueUnderTest;
    beforeAll(async () => harness.start?.());
    beforeEach(async () => {
      under = await harness.empty({ maxReceives });
    });
    afterAll(async () => harness.stop?.());
    const current: CurrentQueue = () => under;
    describeSending(current);
    describeReceiving(current);
    describeQueueFidelity(current);
    describeDeadLetters(current);
  });
}
