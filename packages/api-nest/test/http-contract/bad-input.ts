import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  json,
  postJson,
  problem,
  type HttpHarness,
  type HttpSubject,
  type SentAnswer,
} from '../support/http-subject.js';

const jsonType = { 'content-type': 'application/json' };
const batchType = { 'content-type': 'application/cloudevents-batch+json' };
const KiB = 1024;
const MiB = 1024 * 1024;

/** What requests that cannot be served get. */
export function describeBadInput(harness: HttpHarness): void {
  describe('bad input', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const post = (body: string | Uint8Array, headers: Record<string, string> = jsonType, path = '/events') =>
      subject.send('POST', path, { headers, body });
    const refuse = async (answer: Promise<SentAnswer>, status: number, code: string) => {
      const sent = await answer;
      expect([sent.status, problem(sent).type]).toEqual([status, `/problems/${code}`]);
      return problem(sent);
    };

    describe('bodies that cannot be read', () => {
      it.each([
        ['text', 'hello'],
        ['a cut-off object', '{"id":"1","type":"t","payload":'],
        ['nothing', ''],
        ['two values', '{} {}'],
        ['a byte order mark', '\ufeff{}'],
      ])('answers 400 to %s where JSON is said', async (_what, body) => {
        await refuse(post(body), 400, 'malformed-body');
        await refuse(post(body, { 'content-type': 'application/cloudevents+json' }), 400, 'malformed-body');
        await refuse(post(body, jsonType, '/events/batch'), 400, 'malformed-body');
        await refuse(post(body, batchType), 400, 'malformed-body');
      });

      // An HTTP API's gateway hands application/json over as text, and makes characters of what are none.
      it.each(harness.transport === 'http-api' ? ['application/cloudevents+json'] : Object.values(jsonType))(
        'answers 400 to bytes that are not UTF-8, as %s',
        async (type) => {
          const body = Buffer.concat([Buffer.from('{"id":"1","type":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
          const { detail } = await refuse(post(body, { 'content-type': type }), 400, 'malformed-body');
          expect(detail).toBe('The body is not UTF-8.');
        },
      );

      it('repeats nothing of a text that is no JSON', async () => {
        const { detail } = await refuse(post('{"secret": oops}'), 400, 'malformed-body');
        expect(detail).toMatch(/^The body is not JSON(: the syntax breaks at character \d+)?\.$/);
      });

      it.each(['{}', '"[]"', 'null', '1'])('answers 400 to a batch that is %s', async (body) => {
        await refuse(post(body, jsonType, '/events/batch'), 400, 'malformed-body');
        await refuse(post(body, batchType, '/events/batch'), 400, 'malformed-body');
        await refuse(post(body, batchType), 400, 'malformed-body');
      });

      it('answers 400 to a CloudEvent in binary mode whose body is not the JSON that it says', async () => {
        const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 't', 'ce-source': '/s', ...jsonType };
        await refuse(post('{', headers), 400, 'malformed-body');
      });
    });

    describe('media types', () => {
      it.each([
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'application/x-ndjson',
        'application/cloudevents+avro',
        'application/cloudevents',
        'application/problem+json',
        '',
        'nonsense',
      ])('answers 415 to an event as "%s"', async (type) => {
        const answer = post('{}', { 'content-type': type });
        await refuse(answer, 415, 'unsupported-media-type');
        expect((await answer).headers['accept-post']).toBe(
          'application/json, application/cloudevents+json, application/cloudevents-batch+json',
        );
      });

      it('answers 415 to an event without a content type', async () => {
        await refuse(post('{}', {}), 415, 'unsupported-media-type');
      });

      it.each(['application/cloudevents+json', 'text/plain', 'application/jsonl'])(
        'answers 415 to a batch as %s',
        async (type) => {
          await refuse(post('[]', { 'content-type': type }, '/events/batch'), 415, 'unsupported-media-type');
        },
      );

      it.each(['application/json; charset=iso-8859-1', 'application/cloudevents+json;charset="UTF-16"'])(
        'answers 415 to %s',
        async (type) => {
          await refuse(post('{}', { 'content-type': type }), 415, 'unsupported-media-type');
        },
      );

      it.each(['gzip', 'br', 'gzip, identity'])(
        'answers 415 to a body that is compressed with %s',
        async (encoding) => {
          const answer = post('{}', { ...jsonType, 'content-encoding': encoding });
          await refuse(answer, 415, 'unsupported-media-type');
          expect((await answer).headers['accept-encoding']).toBe('identity');
        },
      );
    });

    describe('sizes', () => {
      const padded = (bytes: number, start: string, end: string) =>
        start + ' '.repeat(bytes - start.length - end.length) + end;

      it('takes a body of 1 MiB, and answers 413 to one byte more', async () => {
        const body = padded(MiB, '{"id":"large-body","type":"t",', '"payload":1}');
        expect((await post(body)).status).toBe(201);
        await refuse(post(`${body} `), 413, 'too-large');
      });

      it('takes a batch of 4 MiB, and answers 413 to one byte more', async () => {
        const body = padded(4 * MiB, '[', ']');
        expect((await post(body, jsonType, '/events/batch')).status).toBe(200);
        expect((await post(body, batchType)).status).toBe(200);
        await refuse(post(`${body} `, jsonType, '/events/batch'), 413, 'too-large');
        await refuse(post(`${body} `, batchType), 413, 'too-large');
      });

      it('takes data of 256 KiB, and answers 413 to one byte more', async () => {
        const text = 'x'.repeat(256 * KiB - 2);
        expect((await postJson(subject.send, '/events', { id: 'large', type: 't', payload: text })).status).toBe(201);
        const larger = postJson(subject.send, '/events', { id: 'larger', type: 't', payload: `${text}x` });
        expect((await refuse(larger, 413, 'too-large')).errors).toEqual([
          { pointer: '#/payload', detail: 'must be at most 262144 bytes' },
        ]);
      });

      it('takes a batch of 1,000 events, and answers 413 to one more', async () => {
        const lines = (count: number) => Array.from({ length: count }, () => '{}');
        const answer = await post(`[${lines(1000).join(',')}]`, jsonType, '/events/batch');
        expect((json(answer) as { results: unknown[] }).results).toHaveLength(1000);
        await refuse(post(`[${lines(1001).join(',')}]`, jsonType, '/events/batch'), 413, 'too-large');
        await refuse(post(`[${lines(1001).join(',')}]`, batchType), 413, 'too-large');
        const ndjson = { 'content-type': 'application/x-ndjson' };
        await refuse(post(lines(1001).join('\n'), ndjson, '/events/batch'), 413, 'too-large');
      });
    });

    describe('events that break a rule', () => {
      const invalid = async (event: unknown) =>
        (await refuse(postJson(subject.send, '/events', event), 422, 'invalid-event')).errors;
      const sound = { id: 'sound', type: 't', payload: 1 };

      it('lists every missing and every ill-typed field at once', async () => {
        expect(await invalid({})).toEqual([
          { pointer: '#/id', detail: 'is required' },
          { pointer: '#/type', detail: 'is required' },
          { pointer: '#/payload', detail: 'is required: one of payload, payloadText and payloadBase64' },
        ]);
        const errors = await invalid({
          id: 1,
          type: null,
          source: ['/'],
          subject: {},
          time: 5,
          expiresAt: true,
          dataContentType: 0,
          dataSchema: [],
          extensions: 'none',
          payloadText: 1,
        });
        expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(
          [
            'id',
            'type',
            'source',
            'subject',
            'time',
            'expiresAt',
            'dataContentType',
            'dataSchema',
            'extensions',
            'payloadText',
          ]
            .map((name) => `#/${name}`)
            .sort(),
        );
        expect(new Set(errors?.map(({ detail }) => detail))).toEqual(
          new Set(['must be a string', 'must be an object']),
        );
      });

      it('lists the faults of types, limits and data together', async () => {
        const event = { type: '', source: 'no spaces', time: 'yesterday', more: 1, payload: 1, payloadText: '' };
        expect((await invalid(event))?.map(({ pointer }) => pointer).sort()).toEqual(
          ['#/id', '#/type', '#/source', '#/time', '#/more', '#/payloadText'].sort(),
        );
      });

      it.each(['unknown', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'payload/a', ''])(
        'refuses the unknown member "%s"',
        async (name) => {
          const answer = post(`{"id":"unknown","type":"t","payload":1,${JSON.stringify(name)}:{}}`);
          expect((await refuse(answer, 422, 'invalid-event')).errors).toEqual([
            { pointer: `#/${name.replace('/', '~1')}`, detail: 'is not a member of an event' },
          ]);
        },
      );

      it.each(['[]', '1', 'null', '"text"'])('refuses %s for an event', async (body) => {
        const { errors } = await refuse(post(body), 422, 'invalid-event');
        expect(errors?.[0]).toEqual({ pointer: '#', detail: 'must be a JSON object' });
      });

      it('refuses more than 16 KiB of attributes', async () => {
        const extensions = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`e${index}`, 'x'.repeat(KiB)]));
        expect(await invalid({ ...sound, extensions })).toEqual([
          { pointer: '#', detail: 'must have at most 16384 bytes of attributes' },
        ]);
      });

      it('takes data nested 64 deep, and refuses one deeper', async () => {
        const nested = (depth: number) =>
          `{"id":"nested","type":"t","payload":${'['.repeat(depth)}${']'.repeat(depth)}}`;
        expect((await post(nested(64))).status).toBe(201);
        expect((await refuse(post(nested(65)), 422, 'invalid-event')).errors).toHaveLength(1);
        expect((await refuse(post(nested(100_000)), 422, 'invalid-event')).errors).toHaveLength(1);
      });

      it('refuses members named twice, wherever they are', async () => {
        const twice =
          '{"id":"twice","id":"twice","type":"t","payload":{"a":[{"b":1,"c":2,"b":1}]},"extensions":{"e":1,"e":1}}';
        const { errors } = await refuse(post(twice), 422, 'invalid-event');
        expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(['#/extensions/e', '#/id', '#/payload/a/0/b']);
      });

      it('takes a time 24 hours ahead, and refuses one beyond', async () => {
        const event = { ...sound, id: 'ahead' };
        const ahead = await postJson(subject.send, '/events', { ...event, time: '2026-01-02T00:00:00Z' });
        expect(ahead.status).toBe(201);
        expect(await invalid({ ...event, time: '2026-01-02T00:00:00.000000001Z' })).toEqual([
          { pointer: '#/time', detail: 'must be at most 24 hours ahead' },
        ]);
      });

      it('refuses an expiry that is not in the future', async () => {
        expect(await invalid({ ...sound, expiresAt: '2026-01-01T00:00:00Z' })).toEqual([
          { pointer: '#/expiresAt', detail: 'must be in the future' },
        ]);
      });

      it('repeats nothing of what was sent', async () => {
        const answer = await postJson(subject.send, '/events?token=hush-hush', {
          id: 'hush-hush\n',
          type: 'hush-hush\n',
          payload: { hush: 'hush-hush' },
        });
        expect(answer.status).toBe(422);
        expect(answer.body).not.toContain('hush-hush');
      });
    });
  });
}
