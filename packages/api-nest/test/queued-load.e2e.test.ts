import { openQueueStore } from '@annals/adapters-embedded';
import { OtlpCollector } from '@annals/adapters-telemetry/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubEvents, type GithubEvent } from './support/github-events.js';
import { laterRequest, queuedBy, sendAllLater, type LaterRequest } from './support/later-sending.js';
import type { LogLine } from './support/log-sink.js';
import { readFigures } from './support/metrics-page.js';
import { linesOf, untilHandled } from './support/program-log.js';
import { Program } from './support/program.js';
import { asRecorded, findRecorded, listRecorded } from './support/recorded-events.js';
import { runQueueCommand } from './support/queue-program.js';
import { seededRandom, shuffled } from './support/seeded-random.js';
import { sendings, type Sending } from './support/sending.js';
import { isWorkerLine, TraceAccount, wholeTree, type Run } from './support/trace-account.js';

/** How often the server is killed while it takes and records events; `E2E_KILLS` makes it more. */
const kills = Number(process.env['E2E_KILLS'] ?? 4);
/** Where the choice of order and moments starts; `E2E_SEED` repeats a run. */
const seed = Number(process.env['E2E_SEED'] ?? 20261121);
/** Requests under way at once. */
const clients = 8;

const random = seededRandom(seed);
const events = githubEvents();
const runs: Run[] = [];
let folder: string;
let collector: OtlpCollector;
let server: Program;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-queued-load-'));
  collector = await OtlpCollector.listen();
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.ended;
  await collector.close();
  await rm(folder, { recursive: true });
});

describe('GitHub webhooks that are queued while the program is killed', () => {
  let unfinished: Sending[] = shuffled(sendings(events), random);
  /** Messages that the last kill left, and those that were sent since. */
  let messages: number;
  let last: readonly LaterRequest[];

  test('are each recorded once they are acknowledged, without being sent again', async () => {
    const share = Math.floor(unfinished.length / (kills + 1));
    for (let kill = 0; kill < kills; kill++) {
      await start();
      const requests = unfinished.splice(0, share).map(laterRequest);
      await sendAndKill(requests, 1 + Math.floor(random() * (share - clients)));
      unfinished = shuffled([...unfinished, ...unanswered(requests)], random);
      expect(unfinished.length).toBeGreaterThan(0);
    }
    messages = await left();
    await start();
    for (const [, submission] of runs.flatMap(({ requests }) => requests).flatMap(queuedBy))
      await untilRecorded(submission);
  });

  test('are all recorded, once the rest was sent', async () => {
    last = unfinished.map(laterRequest);
    await sendAllLater(url, last, { clients });
    expect(last.map(({ answer }) => answer?.status)).toEqual(last.map(() => 202));
    const sent = last.flatMap(queuedBy);
    messages += sent.length;
    for (const [, submission] of sent) await untilRecorded(submission);
    expect(new Set([...runs.flatMap(({ requests }) => requests), ...last].flatMap(acknowledged))).toEqual(
      new Set(events),
    );
  });

  test('are each there exactly once, value for value', async () => {
    for (const event of events) expect(await findRecorded(url, event)).toEqual(asRecorded(event));
    const listed = await listRecorded(url, { order: 'asc' });
    expect(listed.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(listed.map(({ payload }) => payload)).toEqual(events.map(({ data }) => data));
  });

  test('leave nothing in the queue and among the dead letters, and figures of the last start that are what it did', async () => {
    await untilHandled(server, messages);
    const { lines } = await runQueueCommand({ DATA_DIR: folder }, 'figures', '--queue', 'events');
    expect(lines).toEqual(['events: 0 waiting, 0 in flight, 0 dead']);
    expect(await readFigures(url, 'annals_queue_messages_total')).toEqual({
      'annals_queue_messages_total{queue="events",outcome="sent"}': last.flatMap(queuedBy).length,
      'annals_queue_messages_total{queue="events",outcome="received"}': messages,
      'annals_queue_messages_total{queue="events",outcome="deleted"}': messages,
    });
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    note(last, false);
  });

  test('are worked on in the trace of the request that queued them, each of which is whole but for what a kill took', () => {
    const account = new TraceAccount(runs, collector.spans);
    for (const { span, request, sender } of account.processed()) {
      const ids = request!.sending.events.map(({ id }) => id);
      expect(ids).toContain(span.attributes['annals.event.id']);
      expect(sender?.name ?? 'send events').toBe('send events');
      expect(sender?.traceId ?? span.traceId).toBe(span.traceId);
    }
    expect(account.orphans()).toEqual([]);
    for (const request of last) {
      const { path, events: sent } = request.sending;
      expect(account.treeOf(request)).toEqual(wholeTree(path, sent.length));
    }
    expect(runs.reduce((sum, run) => sum + inherited(run), 0)).toBeGreaterThan(0);
    // A kill takes the spans that were not sent yet, and so the end of what a process did: nothing before what arrived is missing.
    let lost = 0;
    for (const run of runs) {
      const arrivals = account.arrivals(run);
      const arrived = arrivals.lastIndexOf(true) + 1;
      expect(arrivals.slice(0, arrived)).toEqual(arrivals.slice(0, arrived).map(() => true));
      if (!run.wasKilled) expect(arrived).toBe(arrivals.length);
      lost += arrivals.length - arrived;
    }
    process.stdout.write(
      `${events.length} GitHub webhooks queued and recorded once each, through ${kills} kills (seed ${seed}); ` +
        `${runs.map(inherited).join(', ')} messages left to the next start, ${collector.spans.length} spans, those of ${lost} lines lost\n`,
    );
  });

  test('are followed through the log by trace id and event id, without a word of what they carry', () => {
    const lines = runs.flatMap((run) => run.lines);
    const byTrace = Map.groupBy(lines, ({ traceId }) => traceId);
    for (const { requests, wasKilled } of runs) {
      const untold = requests.filter((request) => !isTold(request, byTrace.get(request.traceId)));
      // The answer is on its way when the line is written: a kill between takes one of each client at most.
      expect(untold.filter(({ answer }) => answer !== undefined).length).toBeLessThanOrEqual(wasKilled ? clients : 0);
    }
    expect(lines.filter(({ level }) => (level as number) > 30)).toEqual([]);
    const text = JSON.stringify(lines);
    for (const event of events) expect(text.includes(longestText(event.data))).toBe(false);
  });

  async function start(): Promise<void> {
    server = Program.start({
      DATA_DIR: folder,
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${instance()}`,
    });
    url = await server.url();
  }
});

/** The name of the process that runs, among spans. */
function instance(): string {
  return `start-${runs.length}`;
}

/** Sends them and kills the server, with requests under way, once so many are answered. */
async function sendAndKill(requests: readonly LaterRequest[], killAfter: number): Promise<void> {
  let answers = 0;
  await sendAllLater(url, requests, {
    clients,
    isOver: () => server.child.killed,
    answered: () => {
      if (++answers === killAfter) server.child.kill('SIGKILL');
    },
  });
  await server.ended;
  expect(server.child.signalCode).toBe('SIGKILL');
  note(requests, true);
}

/** Keeps what there is to know of a process that has ended. */
function note(requests: readonly LaterRequest[], wasKilled: boolean): void {
  runs.push({ instance: instance(), requests, lines: linesOf(server), wasKilled });
}

function unanswered(requests: readonly LaterRequest[]): Sending[] {
  return requests.filter(({ answer }) => answer === undefined).map(({ sending }) => sending);
}

function acknowledged(request: LaterRequest): GithubEvent[] {
  return queuedBy(request).map(([event]) => event);
}

/** How many messages of earlier processes a process worked on. */
function inherited({ requests, lines }: Run): number {
  const own = new Set<unknown>(requests.map(({ traceId }) => traceId));
  return lines.filter(({ msg, traceId }) => isWorkerLine(msg) && !own.has(traceId)).length;
}

/** How many messages the queue has, while no server runs. */
async function left(): Promise<number> {
  const store = openQueueStore(folder);
  const { waiting, inFlight, dead } = await store.queue('events').figures();
  store.close();
  expect(dead).toBe(0);
  return waiting + inFlight;
}

/** Asks what became of a submission until it is recorded. */
async function untilRecorded(submission: URL): Promise<void> {
  for (;;) {
    const response = await fetch(new URL(submission.pathname + submission.search, url));
    const { status } = (await response.json()) as { status: unknown };
    expect([response.status, status]).toEqual(response.status === 200 ? [200, 'recorded'] : [202, 'pending']);
    if (response.status === 200) return;
  }
}

/**
 * Whether there is the line of a request. It says what was queued; each event that was has a line of its worker's, in the same trace.
 */
function isTold({ sending, answer }: LaterRequest, lines: readonly LogLine[] = []): boolean {
  const worker = lines.filter(({ msg }) => isWorkerLine(msg));
  for (const { id, source } of sending.events) {
    const own = worker.filter((line) => line['id'] === id);
    if (answer !== undefined) expect(own.length).toBeGreaterThan(0);
    for (const line of own) expect(line).toMatchObject({ source, messageId: expect.any(String), queue: 'events' });
  }
  const told = lines.filter(({ msg }) => msg === 'request');
  if (answer === undefined || told.length === 0) return told.length > 0;
  const [{ id, source }, ...others] = sending.events as [GithubEvent, ...GithubEvent[]];
  const what = sending.path === '/events' ? { id, source, outcome: 'queued' } : { queued: others.length + 1 };
  expect(told).toMatchObject([
    { requestId: answer.requestId, method: 'POST', route: sending.path, status: 202, ...what },
  ]);
  return true;
}

/** The longest text in a value. */
function longestText(value: unknown): string {
  if (typeof value === 'string') return value;
  const texts = typeof value === 'object' && value !== null ? Object.values(value).map(longestText) : [];
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}
