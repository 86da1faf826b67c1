import { createClock } from '@annals/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloudEvent, HTTP, type Message } from 'cloudevents';
import { json, type SentAnswer } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';

/** The library that many producers use, at this server's address. */
describe('the cloudevents package as a client', () => {
  let subject: LocalSubject;
  beforeAll(async () => {
    // The package dates its events by the real time.
    subject = await openLocal({ app: { clock: createClock() } });
  });
  afterAll(() => subject.close());

  const emit = ({ headers, body }: Message): Promise<SentAnswer> =>
    subject.send('POST', '/events', {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body ?? ''),
    });
  const find = async (id: string) => {
    const answer = await subject.send('GET', `/event?source=/client&id=${encodeURIComponent(id)}`, {
      headers: { accept: 'application/cloudevents+json' },
    });
    return HTTP.toEvent({ headers: answer.headers, body: answer.body }) as CloudEvent<unknown>;
  };

  const events = [
    new CloudEvent({ id: 'object', source: '/client', type: 't', data: { a: [1, null, 'ü'] }, tenant: 'x' }),
    new CloudEvent({
      id: 'subject',
      source: '/client',
      type: 't',
      subject: 'a/b',
      dataschema: 'https://example.com/s',
      data: {},
    }),
    new CloudEvent({ id: 'text', source: '/client', type: 't', datacontenttype: 'text/plain', data: 'plain text' }),
    new CloudEvent({ id: 'number', source: '/client', type: 't', data: 1.5 }),
  ];

  it.each(events)(
    'sends and gets back $id in structured mode, and its binary form is the same event',
    async (event) => {
      const first = await emit(HTTP.structured(event));
      expect(first.status).toBe(201);
      const second = await emit(HTTP.binary(event));
      expect([second.status, second.body]).toEqual([200, first.body]);
      const found = await find(event.id);
      expect(found.toJSON()).toEqual(event.toJSON());
    },
  );

  it('sends bytes in binary mode', async () => {
    const data = Uint8Array.from([0, 255, 128, 10]);
    const event = new CloudEvent({
      id: 'bytes',
      source: '/client',
      type: 't',
      datacontenttype: 'application/x-thing',
      data,
    });
    const answer = await emit(HTTP.binary(event));
    expect(answer.status).toBe(201);
    expect(json(answer)).toMatchObject({
      payloadBase64: Buffer.from(data).toString('base64'),
      dataContentType: 'application/x-thing',
    });
  });

  it('reads a page as a batch', async () => {
    const answer = await subject.send('GET', '/events?source=/client&order=asc&limit=2', {
      headers: { accept: 'application/cloudevents-batch+json' },
    });
    const batch = HTTP.toEvent({ headers: answer.headers, body: answer.body }) as CloudEvent<unknown>[];
    expect(batch).toHaveLength(2);
    for (const event of batch) expect(events.map(({ id }) => id)).toContain(event.id);
  });
});
