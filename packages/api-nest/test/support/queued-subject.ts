import type { EventRepository } from '@annals/domain';
// By their files: the function that the contract tests bundle has these too, and no test library.
import { newYear2026Micros } from '../../../domain/dist/testing/event-builders.js';
import { noTelemetry } from '@annals/domain';
import { pino } from 'pino';
import type { EngineQueues } from '../../src/adapters/engine.js';
import { sha256 } from '../../src/adapters/platform.js';
import { drainQueue } from './drain-queue.js';

/** An engine that a subject runs on. */
export interface QueuedEngine {
  readonly events: EventRepository;
  readonly queues?: EngineQueues | undefined;
}

/** What makes the function that tests drive do that. */
export const settleInvocation = 'settle';

/** Records what is queued on an engine, as a worker does, by a clock that stands still. */
export async function settleQueue({ events, queues }: QueuedEngine): Promise<void> {
  await drainQueue({
    queue: queues!.events,
    repository: events,
    clock: { nowMicros: () => newYear2026Micros },
    sha256,
    telemetry: noTelemetry,
    logger: pino({ level: 'silent' }),
  });
}
