import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, problem, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

interface Example {
  readonly what: string;
  /** As the JSON format has it. */
  readonly structured: Readonly<Record<string, unknown>>;
  /** The same event as the specification re-encodes it in binary mode. */
  readonly binary: { readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array };
}

const thrift = Uint8Array.from([0x80, 0x01, 0x00, 0xff, 0xfe]);
const common = {
  specversion: '1.0',
  type: 'com.example.someevent',
  source: '/mycontext',
  time: '2018-04-05T17:31:00Z',
  comexampleextension1: 'value',
  comexampleothervalue: 5,
};
const commonHeaders = {
  'ce-specversion': '1.0',
  'ce-type': 'com.example.someevent',
  'ce-source': '/mycontext',
  'ce-time': '2018-04-05T17:31:00Z',
  'ce-comexampleextension1': 'value',
  'ce-comexampleothervalue': '5',
};

/**
 * The examples of the JSON format, each beside its binary form. Where two of them share an id, `-2` tells them apart; the base64 that
 * the text elides is bytes of our own.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#32-examples
 */
const examples: readonly Example[] = [
  {
    what: 'binary data',
    structured: {
      ...common,
      id: 'A234-1234-1234',
      datacontenttype: 'application/vnd.apache.thrift.binary',
      data_base64: Buffer.from(thrift).toString('base64'),
    },
    binary: {
      headers: { ...commonHeaders, 'ce-id': 'A234-1234-1234', 'content-type': 'application/vnd.apache.thrift.binary' },
      body: thrift,
    },
  },
  {
    what: 'text that is XML',
    structured: {
      ...common,
      id: 'B234-1234-1234',
      unsetextension: null,
      datacontenttype: 'application/xml',
      data: '<much wow="xml"/>',
    },
    binary: {
      headers: { ...commonHeaders, 'ce-id': 'B234-1234-1234', 'content-type': 'application/xml' },
      body: '<much wow="xml"/>',
    },
  },
  {
    what: 'a JSON object',
    structured: {
      ...common,
      subject: null,
      id: 'C234-1234-1234',
      datacontenttype: 'application/json',
      data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
    },
    binary: {
      headers: { ...commonHeaders, 'ce-id': 'C234-1234-1234', 'content-type': 'application/json' },
      body: '{\n  "appinfoA" : "abc",\n  "appinfoB" : 123,\n  "appinfoC" : true\n}',
    },
  },
  {
    what: 'a JSON number',
    structured: { ...common, subject: null, id: 'C234-1234-1234-2', datacontenttype: 'application/json', data: 1.5 },
    binary: {
      headers: { ...commonHeaders, 'ce-id': 'C234-1234-1234-2', 'content-type': 'application/json' },
      body: '1.5',
    },
  },
  {
    what: 'a JSON string without a content type',
    structured: { ...common, subject: null, id: 'D234-1234-1234', data: "I'm just a string" },
    binary: {
      headers: { ...commonHeaders, 'ce-id': 'D234-1234-1234', 'content-type': 'application/json' },
      body: '"I\'m just a string"',
    },
  },
  {
    what: 'binary data without a content type',
    structured: {
      specversion: '1.0',
      type: 'com.example.someevent',
      source: '/mycontext',
      id: 'D234-1234-1234-2',
      data_base64: 'eyAieHl6IjogMTIzIH0=',
    },
    binary: {
      headers: {
        'ce-specversion': '1.0',
        'ce-type': 'com.example.someevent',
        'ce-source': '/mycontext',
        'ce-id': 'D234-1234-1234-2',
      },
      body: '{ "xyz": 123 }',
    },
  },
];

/** CloudEvents 1.0 over HTTP: structured, binary and batched. */
export function describeCloudEvents(harness: HttpHarness): void {
  describe('CloudEvents', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const structured = (event: unknown, type = 'application/cloudevents+json; charset=UTF-8') =>
      subject.send('POST', '/events', { headers: { 'content-type': type }, body: JSON.stringify(event) });
    const unset = (event: object) => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null));
    const asCloudEvent = { headers: { accept: 'application/cloudevents+json' } };

    it.each(examples)("keeps the specification's example of $what", async ({ structured: event }) => {
      const answer = await structured(event);
      expect(answer.status).toBe(201);
      const found = await subject.send('GET', `/events/${String(event['id'])}?source=/mycontext`, asCloudEvent);
      expect(json(found)).toEqual(unset(event));
    });

    it.each(examples)(
      "takes the specification's example of $what for the same event in binary mode",
      async ({ structured: event, binary }) => {
        const first = await structured(event);
        const second = await subject.send('POST', '/events', binary);
        expect([second.status, second.headers['idempotent-replayed'], second.body]).toEqual([200, 'true', first.body]);
      },
    );

    /** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#43-examples */
    it("takes the specification's example of a batch, at either address", async () => {
      const batch = [
        {
          ...common,
          source: '/mycontext/4',
          id: 'B234-1234-1234',
          datacontenttype: 'application/vnd.apache.thrift.binary',
          data_base64: Buffer.from(thrift).toString('base64'),
        },
        {
          ...common,
          type: 'com.example.someotherevent',
          source: '/mycontext/9',
          id: 'C234-1234-1234',
          time: '2018-04-05T17:31:05Z',
          datacontenttype: 'application/json',
          data: { appinfoA: 'abc', appinfoB: 123, appinfoC: true },
        },
      ];
      for (const [path, status] of [
        ['/events', 'recorded'],
        ['/events/batch', 'replayed'],
      ] as const) {
        const answer = await subject.send('POST', path, {
          headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
          body: JSON.stringify(batch),
        });
        expect(json(answer)).toMatchObject({
          results: [
            { status, id: 'B234-1234-1234' },
            { status, id: 'C234-1234-1234' },
          ],
        });
      }
    });

    /** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#314-examples */
    it("takes the HTTP binding's own example", async () => {
      const answer = await subject.send('POST', '/events', {
        headers: {
          'ce-specversion': '1.0',
          'ce-type': 'com.example.someevent',
          'ce-time': '2018-04-05T03:56:24Z',
          'ce-id': '1234-1234-1234',
          'ce-source': '/mycontext/subcontext',
          'content-type': 'application/json; charset=utf-8',
        },
        body: '{"key":"value"}',
      });
      expect([answer.status, json(answer)]).toMatchObject([201, { id: '1234-1234-1234', payload: { key: 'value' } }]);
    });

    /** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values */
    it('decodes the values of its headers', async () => {
      const answer = await subject.send('POST', '/events', {
        headers: {
          'ce-specversion': '1.0',
          'ce-id': 'decoded',
          'ce-source': '/decoded',
          'ce-type': 't',
          'ce-subject': 'Euro%20%E2%82%AC%20%F0%9F%98%80',
          'ce-quoted': '"a \\"b\\""',
        },
        body: '',
      });
      expect(json(answer)).toMatchObject({ subject: 'Euro € 😀', extensions: { quoted: 'a "b"' } });
    });

    it('tells data that is null from no data', async () => {
      const event = { specversion: '1.0', source: '/null', type: 't' };
      await structured({ ...event, id: 'null', data: null });
      await structured({ ...event, id: 'none' });
      expect((await subject.send('GET', '/events/null?source=/null')).body).toContain('"payload":null');
      expect((await subject.send('GET', '/events/none?source=/null')).body).not.toContain('"payload');
    });

    it('keeps expirytime as an extension, and does not act on it', async () => {
      const answer = await structured({
        specversion: '1.0',
        id: 'hint',
        source: '/hint',
        type: 't',
        expirytime: '2020-01-01T00:00:00Z',
      });
      expect(answer.status).toBe(201);
      expect(json(answer)).toMatchObject({ extensions: { expirytime: '2020-01-01T00:00:00Z' } });
      expect((await subject.send('GET', '/events/hint?source=/hint')).status).toBe(200);
    });

    it('lets the content type decide before the headers', async () => {
      const event = { specversion: '1.0', id: 'in-the-body', source: '/decides', type: 't' };
      const answer = await subject.send('POST', '/events', {
        headers: { 'content-type': 'application/cloudevents+json', 'ce-specversion': '1.0', 'ce-id': 'in-the-header' },
        body: JSON.stringify(event),
      });
      expect(json(answer)).toMatchObject({ id: 'in-the-body' });
    });

    it('lists every fault at once, at the names of CloudEvents', async () => {
      const answer = await structured({
        specversion: '0.3',
        id: '',
        datacontenttype: 'x',
        Bad: 1,
        nested: {},
        data: 1,
        data_base64: 'x',
      });
      expect(answer.status).toBe(422);
      expect(
        problem(answer)
          .errors?.map(({ pointer }) => pointer)
          .sort(),
      ).toEqual(
        [
          '#/specversion',
          '#/id',
          '#/source',
          '#/type',
          '#/datacontenttype',
          '#/Bad',
          '#/nested',
          '#/data_base64',
        ].sort(),
      );
      const binary = await subject.send('POST', '/events', {
        headers: { 'ce-specversion': '1.0', 'ce-time': 'now' },
        body: '',
      });
      expect(binary.status).toBe(422);
      expect(
        problem(binary)
          .errors?.map(({ pointer }) => pointer)
          .sort(),
      ).toEqual(['#/id', '#/source', '#/time', '#/type']);
    });
  });
}
