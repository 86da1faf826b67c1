import {
  createClock,
  readJson,
  readNativeEvent,
  recordEvents,
  type AppendAttempt,
  type EventRepository,
} from '@annals/domain';
import { hash, randomUUID } from 'node:crypto';
import { postedEvent } from './posted-event.js';

/** Attempts as recording makes them of posted events. @param first the number of the first event, 0.. */
export async function attemptsOf(prefix: string, first: number, count: number): Promise<readonly AppendAttempt[]> {
  const taken: AppendAttempt[] = [];
  const repository: Pick<EventRepository, 'append'> = {
    append: (attempts) => {
      taken.push(...attempts);
      return Promise.resolve(attempts.map(() => ({ code: 'appended' as const })));
    },
  };
  const drafts = Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const json = readJson(JSON.stringify(postedEvent(`${prefix}-${number}`, number)));
    if (!json.ok) throw new Error(json.error);
    return readNativeEvent(json.value);
  });
  const outcomes = await recordEvents(drafts, {
    repository: repository as EventRepository,
    clock: createClock(),
    ids: { nextId: () => randomUUID() },
    sha256: (input) => hash('sha256', input, 'base64url'),
  });
  const refused = outcomes.find(({ code }) => code !== 'recorded');
  if (refused !== undefined) throw new Error(`the workload is refused: ${JSON.stringify(refused)}`);
  return taken;
}
