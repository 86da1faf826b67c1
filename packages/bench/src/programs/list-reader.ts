/** Lists pages of an engine with so many events. Arguments: the data folder, and how many events to put there. */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { comparePositions, type EventPosition, type EventQuery } from '@annals/domain';
import { answerQuestions } from '../harness/answer-questions.js';
import { cpuMicros } from '../harness/cpu-time.js';
import { attemptsOf } from '../workload/attempts.js';

/** Which pages are to be read. */
export interface PagesRequest {
  readonly query: EventQuery;
  readonly pages: number;
}

/** What reading them took. */
export interface PagesResult {
  readonly cpuMicros: number;
  /** Events of the right kind and in the right order. */
  readonly events: number;
}

/** The events of a page. */
const limit = 100;
const batch = 1_000;

const [, , dataDir, size] = process.argv as [string, string, string, string];
const engine = await openEmbeddedEngine({ dataDir });
const positions: EventPosition[] = [];
for (let first = 0; first < Number(size); first += batch) {
  const attempts = await attemptsOf('listed', first, batch);
  await engine.repository.append(attempts, Date.now());
  const { instant, hash } = attempts[0]!.event;
  positions.push({ instant, hash });
}
// A page that starts here is full, whichever way the list goes.
const middle = positions.slice(positions.length / 4, (positions.length * 3) / 4);

async function readPages({ query, pages }: PagesRequest): Promise<PagesResult> {
  const direction = query.order === 'asc' ? 1 : -1;
  const starts = Array.from({ length: pages }, (_, page) => middle[Math.floor((page * middle.length) / pages)]!);
  const read: Awaited<ReturnType<typeof engine.repository.list>>[] = [];
  const micros = await cpuMicros(async () => {
    for (const after of starts) read.push(await engine.repository.list(query, { limit, after, atMs: Date.now() }));
  });
  let events = 0;
  for (const [page, { events: listed }] of read.entries()) {
    let before = starts[page]!;
    for (const event of listed) {
      const isRight = query.type === undefined || event.type === query.type;
      if (isRight && direction * comparePositions(event, before) > 0) events++;
      before = event;
    }
  }
  return { cpuMicros: micros, events };
}

answerQuestions({ pages: readPages }, () => engine.close());
