import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Deployment } from './deployment.js';
import { notificationOf, type NotifiedChange } from './notification.js';
import { queueFigures } from './queue-figures.js';

/** How much is sent, for how long. */
export interface LoadOptions {
  readonly durationMs: number;
  readonly eventsPerSecond: number;
  /** How long one fact may take beside that. */
  readonly patienceMs: number;
}

/** How long what was recorded stays: nobody has to clean it up. */
const lifetimeMs = 3_600_000;
/** Requests that are under way at one time. */
const concurrency = 8;

/**
 * What a deployment does under load and repetition, stated as facts that depend on each other in their order: events, each sent twice, half
 * of them for later, and a notification that comes again.
 *
 * @param deployment once the facts run
 */
export function bearLoad(deployment: () => Deployment, { durationMs, eventsPerSecond, patienceMs }: LoadOptions): void {
  const run = randomUUID();
  const source = `/load/${run}`;
  const type = `load.${run}`;
  const key = `load/${run}`;
  const queues = ['events', 'notifications'] as const;
  const figures = (queue: (typeof queues)[number]) => queueFigures(deployment().sqs, deployment().queueUrls[queue]);
  const dead = new Map<string, number>();
  const sent = new Set<string>();

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const url = `${deployment().baseUrl}/${path}`;
    return deployment().fetch(url, { method, headers: { ...json, ...headers }, ...text });
  }

  /** Sends an event; what is throttled or cannot be taken now is sent again. */
  async function send(event: object, later: boolean): Promise<number> {
    for (;;) {
      const { status, headers } = await call('POST', 'events', event, later ? { prefer: 'respond-async' } : {});
      if (status !== 429 && status !== 503) return status;
      await delay(Number(headers.get('retry-after') ?? 1) * 1_000);
    }
  }

  async function untilQueuesAreEmpty(): Promise<void> {
    const left = async () => (await Promise.all(queues.map(figures))).some(({ messages }) => messages > 0);
    while (await left()) await delay(200);
  }

  const fact = (name: string, states: () => Promise<void>) => test(name, states, patienceMs + durationMs);

  fact('takes events at a steady rate, each of them twice, now and for later', async () => {
    for (const queue of queues) dead.set(queue, (await figures(queue)).dead);
    const endMs = Date.now() + durationMs;
    const statuses = new Set<number>();
    const sendAll = async (worker: number) => {
      for (let index = worker; Date.now() < endMs; index += concurrency) {
        const id = String(index);
        const expiresAt = new Date(Date.now() + lifetimeMs).toISOString();
        const event = { id, source, type, expiresAt, payload: { index } };
        statuses.add(await send(event, index % 2 === 0)).add(await send(event, true));
        sent.add(id);
        await delay((concurrency * 1_000) / eventsPerSecond);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, (_, worker) => sendAll(worker)));
    // 200: the first answer was lost, or the second of the two was recorded first.
    expect(new Set([200, ...statuses])).toEqual(new Set([200, 201, 202]));
  });

  fact('has each of them once', async () => {
    for (;;) {
      const answer = await call('GET', `events?type=${type}`, undefined, { accept: 'application/x-ndjson' });
      expect(answer.status).toBe(200);
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      const ids = lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);
      expect(new Set(ids).size).toBe(ids.length);
      if (ids.length >= sent.size) {
        expect(new Set(ids)).toEqual(sent);
        return;
      }
      await delay(200);
    }
  });

  fact('records nothing anew when a notification comes again', async () => {
    const terms = { key, contentType: 'text/plain', sizeBytes: 4 };
    const upload = (await (await call('POST', 'objects/uploads', terms)).json()) as UploadAnswer;
    const { url, method, headers } = upload;
    try {
      expect((await fetch(url, { method, headers, body: 'load' })).status).toBe(200);
      const found = async () => call('GET', `objects/record?key=${key}`);
      let answer = await found();
      for (; answer.status !== 200; answer = await found()) await delay(100);
      const record = (await answer.json()) as NotifiedChange;
      const again = { QueueUrl: deployment().queueUrls.notifications, MessageBody: notificationOf(record) };
      await deployment().sqs.send(new SendMessageCommand(again));
      await untilQueuesAreEmpty();
      const history = (await (await call('GET', `objects/history?key=${key}`)).json()) as { readonly items: object[] };
      expect(history.items).toHaveLength(1);
    } finally {
      await deployment().removeObject(key);
    }
  });

  fact('has nothing left in its queues, and nothing dead that was not dead before', async () => {
    await untilQueuesAreEmpty();
    for (const queue of queues) expect([queue, (await figures(queue)).dead]).toEqual([queue, dead.get(queue)]);
  });
}

interface UploadAnswer {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
}
