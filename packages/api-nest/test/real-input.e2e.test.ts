import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubEvents, type GithubEvent } from './support/github-events.js';
import { NpmStart } from './support/npm-start.js';
import { asRecorded, findRecorded, listRecorded } from './support/recorded-events.js';
import { seededRandom, shuffled } from './support/seeded-random.js';
import { send, sendings, type Sending } from './support/sending.js';

/** How often the server is killed while it records; `E2E_KILLS` makes it more. */
const kills = Number(process.env['E2E_KILLS'] ?? 4);
/** Where the choice of order and moments starts; `E2E_SEED` repeats a run. */
const seed = Number(process.env['E2E_SEED'] ?? 20261121);
/** Requests under way at once. */
const clients = 8;

const random = seededRandom(seed);
const events = githubEvents();
const acknowledged = new Set<GithubEvent>();
let folder: string;
let server: NpmStart;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-real-input-'));
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true });
});

describe('recorded GitHub webhooks', () => {
  test('are kept once acknowledged, whenever the program is killed', async () => {
    const waiting = shuffled(sendings(events), random);
    const share = Math.floor(waiting.length / (kills + 1));
    for (let kill = 0; kill <= kills; kill++) {
      server = NpmStart.with({ DATA_DIR: folder });
      const url = await server.url;
      for (const event of acknowledged) expect(await findRecorded(url, event)).toEqual(asRecorded(event));
      const part = kill === kills ? waiting : waiting.splice(0, share);
      const killAfter = kill === kills ? Infinity : 1 + Math.floor(random() * (share - clients));
      await post(url, part, killAfter);
      if (killAfter !== Infinity) expect(acknowledged.size).toBeLessThan(events.length);
    }
    expect(acknowledged.size).toBeGreaterThan(events.length / (kills + 2));
  });

  test('are each there exactly once, value for value, after everything was sent again', async () => {
    const url = await server.url;
    for (const sending of shuffled(sendings(events), random)) {
      const outcomes = await send(url, sending);
      for (const [index, event] of sending.events.entries())
        expect(outcomes[index]).toMatch(acknowledged.has(event) ? /^replayed$/ : /^(recorded|replayed)$/);
    }
    const listed = await listRecorded(url, { order: 'asc' });
    expect(listed.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(listed.map(({ payload }) => payload)).toEqual(events.map(({ data }) => data));
    process.stdout.write(
      `${events.length} GitHub webhooks recorded once each, through ${kills} kills (seed ${seed})\n`,
    );
  });

  test('are found by type, by subject and by time, page by page', async () => {
    const url = await server.url;
    for (const attribute of ['type', 'subject'] as const)
      for (const value of new Set(events.map((event) => event[attribute]))) {
        const listed = await listRecorded(url, { [attribute]: value, limit: '7' });
        expect(listed.map(({ id }) => id)).toEqual(ids(events.filter((event) => event[attribute] === value)));
      }
    const middle = events[Math.floor(events.length / 2)]!.time;
    expect((await listRecorded(url, { from: middle })).map(({ id }) => id)).toEqual(
      ids(events.filter(({ time }) => time >= middle)),
    );
    expect((await listRecorded(url, { to: middle })).map(({ id }) => id)).toEqual(
      ids(events.filter(({ time }) => time < middle)),
    );
  });
});

/** Ids as a list has them: newest first. */
function ids(of: readonly GithubEvent[]): string[] {
  return of.map(({ id }) => id).reverse();
}

/** Posts by several clients at once and kills the server, with requests under way, once so many were answered. */
async function post(url: string, part: Sending[], killAfter: number): Promise<void> {
  let answered = 0;
  let killed: Promise<void> | undefined;
  const client = async (): Promise<void> => {
    for (let sending = part.pop(); sending !== undefined && killed === undefined; sending = part.pop()) {
      const outcomes = await send(url, sending).catch((error: unknown) => {
        if (killed === undefined) throw error;
        return [];
      });
      for (const [index, outcome] of outcomes.entries()) {
        expect(outcome).toBe('recorded');
        acknowledged.add(sending.events[index]!);
      }
      if (++answered === killAfter) killed = server.kill();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await killed;
}
