import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Deployment } from './deployment.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** How long what the story has recorded stays: nobody has to clean it up. */
const lifetimeMs = 3_600_000;

/**
 * What a deployment does for those who call it, from end to end, stated as facts that depend on each other in their order. It runs against
 * a deployment in an account, and against the same bundles on this machine.
 *
 * @param deployment once the facts run
 * @param patienceMs how long one fact may take: what arrives by a queue or an index is waited for
 */
export function tellStory(deployment: () => Deployment, patienceMs: number): void {
  const run = randomUUID();
  const source = `/story/${run}`;
  const key = `story/${run}/a report + 1%.txt`;
  const content = `content of ${run}\n`;
  const address = (path: string) => new URL(path, `${deployment().baseUrl}/`).href;

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await deployment().fetch(address(path), { method, headers: { ...type, ...headers }, ...sent });
    const text = await answer.text();
    const read = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: answer.status, headers: answer.headers, body: read } satisfies Answer;
  }
  const get = (path: string) => call('GET', path);

  /** Asks again until the answer holds; the fact's own limit ends the wait. */
  async function until(path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const answer = await get(path);
      if (holds(answer)) return answer;
      await delay(100);
    }
  }

  const event = (id: string, payload: unknown) => ({
    ...{ id, source, type: `story.${run}`, subject: run, payload },
    expiresAt: new Date(Date.now() + lifetimeMs).toISOString(),
  });
  const record = `objects/record?key=${encodeURIComponent(key)}`;
  const history = `objects/history?key=${encodeURIComponent(key)}`;
  const items = ({ body }: Answer) => body['items'] as readonly Record<string, unknown>[];

  const fact = (name: string, states: () => Promise<void>) => test(name, states, patienceMs);

  fact('says to anybody that it is up, and to nobody unknown what it holds', async () => {
    expect((await fetch(address('health'))).status).toBe(200);
    expect([401, 403]).toContain((await fetch(address(`events?source=${source}`))).status);
  });

  fact('says to whom it knows what it is', async () => {
    expect(await get('')).toMatchObject({ status: 200, body: { service: 'annals', engine: 'dynamodb' } });
    expect((await get('health/ready')).status).toBe(200);
  });

  const posted = event('posted', { total: 12.5 });
  fact('records an event once, tells a repetition of it, and refuses another of its name', async () => {
    expect((await call('POST', 'events', posted)).status).toBe(201);
    expect((await call('POST', 'events', posted)).status).toBe(200);
    expect((await call('POST', 'events', { ...posted, payload: {} })).status).toBe(409);
  });

  fact('finds an event by its name at once, and in lists soon', async () => {
    const found = await get(`events/posted?source=${encodeURIComponent(source)}`);
    expect(found).toMatchObject({ status: 200, body: { id: 'posted', source, payload: { total: 12.5 } } });
    for (const query of [`type=story.${run}`, `subject=${run}`]) {
      const listed = await until(`events?${query}`, (answer) => items(answer).length === 1);
      expect(items(listed)).toMatchObject([{ id: 'posted' }]);
    }
  });

  fact('takes an event for later, tells what becomes of it, and records it', async () => {
    const queued = event('queued', 'for later');
    const taken = await call('POST', 'events', queued, { prefer: 'respond-async' });
    expect([taken.status, taken.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    const told = await until(taken.headers.get('location')!, ({ status }) => status !== 202);
    expect(told.status).toBe(200);
    const found = await get(`events/queued?source=${encodeURIComponent(source)}`);
    expect(found).toMatchObject({ status: 200, body: { id: 'queued', payload: 'for later' } });
  });

  // But for the title, which would stay.
  fact('does the sample work: what it saves is found, what it sends is received', async () => {
    const saved = await call('POST', 'save-data');
    expect(saved).toMatchObject({ status: 200, body: { message: 'Data saved successfully' } });
    const id = String(saved.body['id']);
    expect(await get(`get-data/${id}`)).toMatchObject({ status: 200, body: { data: { id } } });
    const sent = await call('POST', 'send-message');
    const worked = await get('workflow');
    expect(worked.body['steps_completed']).toEqual(['dynamodb_save', 'sqs_send']);
    const awaited = new Set([String(sent.body['message_id']), String(worked.body['data_id'])]);
    while (awaited.size > 0) {
      const { body } = await until('receive-messages', ({ status }) => status === 200);
      for (const message of body['messages'] as readonly { readonly id: string }[]) awaited.delete(message.id);
    }
    expect(await get('test-telemetry')).toMatchObject({ status: 200, body: { telemetry_enabled: true } });
  });

  fact('takes a file at an address that it gives, and has it in the catalogue soon, once', async () => {
    const checksumSha256 = createHash('sha256').update(content).digest('base64');
    const terms = { key, contentType: 'text/plain', sizeBytes: Buffer.byteLength(content), checksumSha256 };
    const upload = await call('POST', 'objects/uploads', terms);
    expect(upload.status).toBe(201);
    const { url, method, headers } = upload.body as { url: string; method: string; headers: Record<string, string> };
    expect((await fetch(url, { method, headers, body: content })).status).toBe(200);
    const found = await until(record, ({ status }) => status === 200);
    const eTag = createHash('md5').update(content).digest('hex');
    const facts = { bucket: deployment().bucket, key, removed: false, sizeBytes: content.length };
    expect(found.body).toMatchObject({ ...facts, contentType: 'text/plain', eventName: 'ObjectCreated:Put' });
    // Under a key of its owner S3's entity tag is no MD5.
    expect(found.body['eTag']).toMatch(new RegExp(`^(?:${eTag}|[0-9a-f]{32})$`));
    expect(items(await get(history))).toHaveLength(1);
  });

  fact('lists the bucket itself, and gives back what was put there', async () => {
    expect(items(await get(`bucket/objects?prefix=story/${run}/`))).toMatchObject([{ key, sizeBytes: content.length }]);
    const { status, body } = await call('POST', 'objects/downloads', { key });
    expect(status).toBe(201);
    expect(await (await fetch(body['url'] as string)).text()).toBe(content);
  });

  fact('finds no difference between bucket and catalogue', async () => {
    const reconciled = await call('POST', 'reconciliations', { prefix: `story/${run}/`, dryRun: true });
    expect(reconciled).toMatchObject({ status: 200, body: { examined: 1, findings: [] } });
  });

  fact('has in the catalogue soon that an object is gone, and still what it was', async () => {
    await deployment().removeObject(key);
    const found = await until(record, ({ body }) => body['removed'] === true);
    expect(found.body).toMatchObject({ key, removed: true });
    expect(items(await get(history)).map(({ eventName }) => String(eventName).split(':')[0])).toEqual([
      'ObjectRemoved',
      'ObjectCreated',
    ]);
    expect(items(await get(`bucket/objects?prefix=story/${run}/`))).toEqual([]);
  });
}
