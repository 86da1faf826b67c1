import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

/** Data that a parser on the way would change: each is kept token for token. */
const payloads: readonly (readonly [what: string, text: string])[] = [
  [
    'keys that objects inherit',
    '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toString":null,"hasOwnProperty":1}',
  ],
  ['__proto__ with a value that is no object', '{"__proto__":1}'],
  ['numbers of many digits', '[123456789012345678901234567890,0.1234567890123456789012345678901234567890]'],
  ['numbers beyond doubles', '[1e400,-1e-400,9007199254740993]'],
  ['every way to write one number', '[1,1.0,1.00,1e0,1E+0,10e-1,-0,0.0]'],
  ['keys in their order', '{"b":1,"a":2,"10":3,"9":4,"":5}'],
  ['text of every plane', '["é","日本","🦊","\u{10ffff}","\u2028","\u00a0"]'],
  ['escapes as they were written', '["\\u00e9","\\ud83e\\udd8a","\\/","\\u0000","\\u007f","\\b\\f\\n\\r\\t"]'],
  ['lone surrogates in escapes', '["\\ud800","\\udc00x",{"\\udfff":1}]'],
  ['nothing much', 'null'],
  ['text', '"plain"'],
  ['empty containers', '[{},[],"",{"a":[]}]'],
  ['class names and functions', '{"$type":"x","then":"y","toJSON":"z","length":-1}'],
];

/** Data passes through unchanged. */
export function describePayloadFidelity(harness: HttpHarness): void {
  describe('data', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    it.each(payloads)('keeps %s', async (what, payload) => {
      const id = what.replaceAll(' ', '-');
      const native = await subject.send('POST', '/events', {
        headers: { 'content-type': 'application/json' },
        body: `{"id":"${id}","type":"fidelity","payload":${payload}}`,
      });
      expect(native.status).toBe(201);
      expect(native.body).toContain(`,"payload":${payload},"digest":`);
      const found = await subject.send('GET', `/events/${id}`);
      expect(found.body).toBe(native.body);
      const cloud = await subject.send('GET', `/events/${id}`, { headers: { accept: 'application/cloudevents+json' } });
      expect(cloud.body).toBe(`{"specversion":"1.0","id":"${id}","source":"/","type":"fidelity","data":${payload}}`);
    });

    it.each(payloads)('takes %s for the same event in every media type', async (what, payload) => {
      const id = `same-${what.replaceAll(' ', '-')}`;
      const attributes = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/same', 'ce-type': 'fidelity' };
      const cloudEvent = `{"specversion":"1.0","id":"${id}","source":"/same","type":"fidelity","data":${payload}}`;
      const post = (path: string, type: string, body: string, headers = {}) =>
        subject.send('POST', path, { headers: { 'content-type': type, ...headers }, body });
      const first = await post(
        '/events',
        'application/json; charset=utf-8',
        `{"id":"${id}","source":"/same","type":"fidelity","payload":${payload}}`,
      );
      expect(first.status).toBe(201);
      expect((await post('/events', 'application/cloudevents+json', cloudEvent)).body).toBe(first.body);
      expect((await post('/events', 'application/json', payload, attributes)).body).toBe(first.body);
      for (const [path, type, body] of [
        ['/events', 'application/cloudevents-batch+json', `[${cloudEvent}]`],
        ['/events/batch', 'application/cloudevents-batch+json', `[${cloudEvent}]`],
        ['/events/batch', 'application/x-ndjson', cloudEvent],
      ] as const)
        expect(json(await post(path, type, body))).toMatchObject({ results: [{ status: 'replayed', id }] });
    });

    it('drops the space between tokens, and no other', async () => {
      const { body } = await subject.send('POST', '/events', {
        headers: { 'content-type': 'application/json' },
        body: '{ "id" : "space" ,\r\n\t"type":"t", "payload" : { "a b" : [ 1 , " 2 " ] } }',
      });
      expect(body).toContain(',"payload":{"a b":[1," 2 "]},"digest":');
    });

    it('stands in lists and in lines as it was posted', async () => {
      for (const [what, payload] of payloads)
        await subject.send('POST', '/events', {
          headers: { 'content-type': 'application/json' },
          body: `{"id":"${what}","source":"/listed","type":"fidelity","payload":${payload}}`,
        });
      const list = await subject.send('GET', '/events?source=/listed');
      const lines = await subject.send('GET', '/events?source=/listed', {
        headers: { accept: 'application/x-ndjson' },
      });
      const batch = await subject.send('GET', '/events?source=/listed', {
        headers: { accept: 'application/cloudevents-batch+json' },
      });
      for (const [, payload] of payloads) {
        expect(list.body).toContain(`,"payload":${payload},"digest":`);
        expect(lines.body).toContain(`,"payload":${payload},"digest":`);
        expect(batch.body).toContain(`,"data":${payload}}`);
      }
    });
  });
}
