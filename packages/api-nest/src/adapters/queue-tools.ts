import type { DeadLetters, QueueFigures, Result } from '@annals/domain';
import { engineNameOf, variable, type Environment } from '../config.js';

/** The queues that there are. */
export const queueNames = ['events', 'sample'] as const;

/** One of them. */
export type QueueName = (typeof queueNames)[number];

/** A queue as people look at it. */
export interface QueueTool {
  readonly name: QueueName;
  readonly deadLetters: DeadLetters;
  figures(): Promise<QueueFigures>;
}

/** Queues that are open to a command. */
interface QueueTools {
  /** Those that were asked for, in that order. */
  readonly queues: readonly QueueTool[];
  close(): void;
}

/** Reads which queues the environment names: what opens them, or a sentence for each fault. What it throws says why in a line. */
export type PrepareQueueTools = (
  environment: Environment,
  names: readonly QueueName[],
) => Result<() => QueueTools, readonly string[]>;

const queueVariables = ['EVENT_QUEUE_URL', 'SAMPLE_QUEUE_URL', 'SQS_ENDPOINT'];

/** Loads what opens the queues of the engine that the environment asks for: SQS where a queue or a table is named. */
export async function loadQueueTools(environment: Environment): Promise<PrepareQueueTools> {
  const namesQueue = queueVariables.some((name) => variable(environment, name) !== undefined);
  return namesQueue || engineNameOf(environment) === 'dynamodb'
    ? (await import('./sqs-queue-tools.js')).prepareSqsQueueTools
    : (await import('./sqlite-queue-tools.js')).prepareSqliteQueueTools;
}
