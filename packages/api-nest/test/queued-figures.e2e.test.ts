import { OtlpCollector } from '@annals/adapters-telemetry/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubEvents, type GithubEvent } from './support/github-events.js';
import { laterRequest, queuedBy, sendAllLater, sendLater, type LaterRequest } from './support/later-sending.js';
import { readFigures, type Figures } from './support/metrics-page.js';
import { untilHandled } from './support/program-log.js';
import { Program } from './support/program.js';
import { findRecorded } from './support/recorded-events.js';
import { send, sendings, type Sending } from './support/sending.js';
import { TraceAccount, wholeTree } from './support/trace-account.js';

/** How many events are sent again, and how many are sent with other data. */
const [again, others] = [60, 12];

const events = githubEvents();
const changed = events.slice(0, others).map((event) => ({ ...event, data: 'other' }));
const sound = sendings(events).map(laterRequest);
const replays = sendings(events.slice(0, again)).map(laterRequest);
const conflicts = sendings(changed).map(laterRequest);
/** Of a batch of four, one is queued, one is it again, one is in conflict with it, and one is no event. */
const mixed = laterRequest(batch('{"id":"m","type":"t","payload":1}', '{"id":"m","type":"t","payload":2}', '{}'));
const invalid = laterRequest(json('/events', '{"id":"i","type":"t"}'));
const all = [...sound, ...replays, ...conflicts, mixed, invalid];
/** One message for each event that was queued. */
const messages = events.length + again + others + 1;

let folder: string;
let collector: OtlpCollector;
let server: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-queued-figures-'));
  collector = await OtlpCollector.listen();
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.ended;
  await collector.close();
  await rm(folder, { recursive: true });
});

describe('after every GitHub webhook was queued, some again and some otherwise', () => {
  let figures: Figures;
  beforeAll(async () => {
    server = Program.start({ DATA_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const url = await server.url();
    await sendAllLater(url, sound, { clients: 8 });
    await untilHandled(server, events.length);
    await sendAllLater(url, [...replays, ...conflicts], { clients: 8 });
    expect((await sendLater(url, mixed)).status).toBe(202);
    await sendLater(url, invalid);
    await untilHandled(server, messages);
    await ask(url);
    figures = await readFigures(
      url,
      'annals_http_requests_total',
      'annals_http_request_duration_seconds_count',
      'annals_events_total',
      'annals_queue_messages_total',
      'annals_queue_depth',
      'annals_queue_oldest_age_seconds',
      'annals_object_changes_total',
      'annals_auth_failures_total',
      'annals_engine_calls_total',
      'annals_engine_call_duration_seconds_count',
    );
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  test.each(['annals_http_requests_total', 'annals_http_request_duration_seconds_count'])(
    '%s says what was asked and answered, and nothing else',
    (name) => {
      const singles = [...sound, ...replays, ...conflicts].filter(({ sending }) => sending.path === '/events').length;
      expect(labelled(figures, name)).toEqual({
        'route="/events",method="POST",status="202"': singles,
        'route="/events/batch",method="POST",status="202"': all.length - singles - 1,
        'route="/events",method="POST",status="422"': 1,
        'route="/events",method="POST",status="200"': 1,
        'route="/submissions",method="GET",status="200"': events.length,
        'route="/submissions",method="GET",status="409"': others,
        'route="/event",method="GET",status="200"': 10,
        'route="unmatched",method="GET",status="404"': 1,
      });
    },
  );

  test('events are counted when they are queued, and when it is known what became of them', () => {
    expect(labelled(figures, 'annals_events_total')).toEqual({
      // One was in its batch twice: both are queued, as one message.
      'outcome="queued"': messages + 1,
      'outcome="recorded"': events.length + 1,
      // One was sent again without being queued.
      'outcome="replayed"': again + 1,
      'outcome="conflict"': others + 1,
      'outcome="invalid"': 2,
    });
  });

  test('the queue has given all that it took', () => {
    expect(labelled(figures, 'annals_queue_messages_total')).toEqual({
      'queue="events",outcome="sent"': messages,
      'queue="events",outcome="received"': messages,
      'queue="events",outcome="deleted"': messages,
    });
    const depth = labelled(figures, 'annals_queue_depth');
    expect(Object.keys(depth)).toHaveLength(6);
    expect(Object.values(depth)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(labelled(figures, 'annals_queue_oldest_age_seconds')).toEqual({ 'queue="events"': 0, 'queue="sample"': 0 });
  });

  test('the engine was called as often as there was work for it, and never failed', () => {
    const calls = labelled(figures, 'annals_engine_calls_total');
    const of = (operation: string) => calls[`engine="sqlite",operation="${operation}",outcome="ok"`];
    expect(of('send_messages')).toBe(all.length - 1);
    expect(of('append_events')).toBe(messages + 1);
    expect(of('find_event')).toBe(events.length + others + 10);
    for (const operation of ['receive_messages', 'delete_messages']) {
      expect(of(operation)).toBeGreaterThanOrEqual(messages / 10);
      expect(of(operation)).toBeLessThanOrEqual(messages);
    }
    expect(Object.keys(calls).filter((labels) => labels.includes('outcome="error"'))).toEqual([]);
    const timed = labelled(figures, 'annals_engine_call_duration_seconds_count');
    expect(timed).toEqual(
      Object.fromEntries(Object.entries(calls).map(([labels, count]) => [labels.replace(',outcome="ok"', ''), count])),
    );
  });

  test('nothing is counted that did not happen', () => {
    expect(labelled(figures, 'annals_object_changes_total')).toEqual({});
    expect(labelled(figures, 'annals_auth_failures_total')).toEqual({});
  });

  test('every trace is whole, with the settings that nobody has set', () => {
    const account = new TraceAccount(
      [{ instance: 'the only one', requests: all, lines: [], wasKilled: false }],
      collector.spans,
    );
    expect(account.orphans()).toEqual([]);
    for (const request of [...sound, ...replays, ...conflicts])
      expect(account.treeOf(request)).toEqual(wholeTree(request.sending.path, request.sending.events.length));
    expect(account.treeOf(mixed)).toEqual(wholeTree('/events/batch', 1));
    expect(account.treeOf(invalid)).toEqual(['POST /events', ['queueEvents']]);
    expect(account.processed()).toHaveLength(messages);
  });
});

/** Asks what became of everything, looks at some, sends one at once, and asks for what is not there. */
async function ask(url: string): Promise<void> {
  for (const [, submission] of sound.flatMap(queuedBy)) expect((await fetch(submission)).status).toBe(200);
  for (const [, submission] of conflicts.flatMap(queuedBy)) expect((await fetch(submission)).status).toBe(409);
  for (const event of events.slice(0, 10)) await findRecorded(url, event);
  expect(await send(url, firstSingle().sending)).toEqual(['replayed']);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
}

function firstSingle(): LaterRequest {
  return sound.find(({ sending }) => sending.path === '/events')!;
}

/** The figures of one metric by their labels. */
function labelled(figures: Figures, name: string): Figures {
  const own = Object.entries(figures).filter(([series]) => series.startsWith(`${name}{`));
  return Object.fromEntries(own.map(([series, value]) => [series.slice(name.length + 1, -1), value]));
}

function json(path: string, body: string, of: readonly GithubEvent[] = []): Sending {
  return { path, headers: { 'content-type': 'application/json' }, body, events: of };
}

function batch(first: string, other: string, none: string): Sending {
  return json('/events/batch', `[${[first, first, other, none].join(',')}]`);
}
