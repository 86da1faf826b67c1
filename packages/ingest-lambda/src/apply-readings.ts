import {
  applyObjectChange,
  mapConcurrently,
  reasonOf,
  type ApplyObjectChangeDependencies,
  type ObjectChange,
} from '@annals/domain';
import type { Reading } from './reading.js';

/** How many keys are worked at once. Each takes a connection to S3 and one to DynamoDB at a time. */
const concurrentKeys = 32;

/** What became of the records of one message. */
export interface MessageOutcome {
  /** Records whose change was recorded. */
  processed: number;
  /** Records that concern no object. */
  ignored: number;
  /** Records whose change was recorded before. */
  duplicates: number;
  /** A reason for each record that failed. */
  readonly failures: string[];
}

/** A change, and the message that it came with. */
interface Task {
  readonly change: ObjectChange;
  readonly outcome: MessageOutcome;
}

/**
 * Applies the readings of messages: those of one key one after the other in the order in which they came, keys beside one another. One
 * that fails fails its message and nothing else.
 *
 * @param messages the readings of each
 * @param timeLeftMs a change is not started any more when none is left; it fails instead
 * @returns an outcome for each message
 */
export async function applyReadings(
  messages: readonly (readonly Reading[])[],
  dependencies: ApplyObjectChangeDependencies,
  timeLeftMs: () => number,
): Promise<readonly MessageOutcome[]> {
  const outcomes = messages.map((): MessageOutcome => ({ processed: 0, ignored: 0, duplicates: 0, failures: [] }));
  const tasks = messages.flatMap((readings, index) => tasksOf(readings, outcomes[index]!));
  const byKey = Map.groupBy(tasks, ({ change }) => change.key);
  await mapConcurrently([...byKey.values()], concurrentKeys, async (sameKey) => {
    for (const task of sameKey) await perform(task, dependencies, timeLeftMs);
  });
  return outcomes;
}

function tasksOf(readings: readonly Reading[], outcome: MessageOutcome): Task[] {
  const tasks: Task[] = [];
  for (const reading of readings) {
    if (reading.kind === 'change') tasks.push({ change: reading.change, outcome });
    else if (reading.kind === 'ignored') outcome.ignored++;
    else outcome.failures.push(reading.reason);
  }
  return tasks;
}

const counters = { applied: 'processed', duplicate: 'duplicates', ignored: 'ignored' } as const;

async function perform(
  { change, outcome }: Task,
  dependencies: ApplyObjectChangeDependencies,
  timeLeftMs: () => number,
): Promise<void> {
  if (timeLeftMs() <= 0) {
    outcome.failures.push('no time was left for it');
    return;
  }
  try {
    outcome[counters[await applyObjectChange(change, dependencies)]]++;
  } catch (error) {
    outcome.failures.push(reasonOf(error));
  }
}
