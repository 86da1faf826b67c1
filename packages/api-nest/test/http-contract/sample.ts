import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

const now = '2026-01-01T00:00:00.000000000Z';

interface Saved {
  readonly message: string;
  readonly id: string;
  readonly timestamp: string;
}

/** The sample workload, as those that it is modelled on answer. */
export function describeSample(harness: HttpHarness): void {
  describe('the sample workload', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const inserted = { message: 'Successfully inserted data!' };
    const titles = async (): Promise<readonly { readonly payload: object }[]> => {
      const list = await subject.send('GET', '/events?type=annals.sample.title&order=asc');
      return (json(list) as { items: { payload: object }[] }).items;
    };
    const receive = async (): Promise<unknown> => json(await subject.send('GET', '/receive-messages'));

    it('inserts a title, as an event of its own type', async () => {
      const answer = await postJson(subject.send, '/', { year: '2023', title: 'kkkg', id: '12' });
      expect([answer.status, answer.headers['content-type'], json(answer)]).toEqual([
        200,
        'application/json; charset=utf-8',
        inserted,
      ]);
      expect(await titles()).toMatchObject([
        { id: '12', source: '/sample/titles', payload: { year: 2023, title: 'kkkg', id: '12' } },
      ]);
    });

    it('takes the same title again, whichever way its numbers are written, and records it once', async () => {
      const answer = await postJson(subject.send, '/', { id: 12, title: 'kkkg', year: 2023 });
      expect([answer.status, json(answer)]).toEqual([200, inserted]);
      expect(await titles()).toHaveLength(1);
    });

    it('refuses another title with its id, which stays', async () => {
      const answer = await postJson(subject.send, '/', { year: 2024, title: 'kkkg', id: '12' });
      expect(answer.status).toBe(409);
      expect(problem(answer)).toMatchObject({
        type: '/problems/conflict',
        location: 'events/12?source=%2Fsample%2Ftitles',
      });
    });

    it('inserts a title of its own where the body is empty', async () => {
      const withType = { headers: { 'content-type': 'application/json' }, body: '' };
      for (const answer of [await subject.send('POST', '/'), await subject.send('POST', '/', withType)])
        expect([answer.status, json(answer)]).toEqual([200, inserted]);
      const payload = { year: 2012, title: 'The Amazing Spider-Man 2', id: expect.stringMatching(/^.+$/) };
      const all = (await titles()).map((event) => event.payload);
      expect(all).toHaveLength(3);
      expect(all.filter((one) => 'year' in one && one.year === 2012)).toEqual([payload, payload]);
    });

    it.each([
      ['{}', ['#/year', '#/title', '#/id']],
      ['{"year":"soon","title":"","id":""}', ['#/year', '#/title', '#/id']],
      ['{"year":2023.5,"title":1,"id":1.5}', ['#/year', '#/title', '#/id']],
      ['{"year":1,"title":"t","id":"1","colour":"red"}', ['#/colour']],
      ['{"year":1,"title":"t","id":"1","id":"2"}', ['#/id']],
      ['[]', ['#']],
    ])('refuses the title %s and says what is wrong', async (body, pointers) => {
      const answer = await subject.send('POST', '/', { headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).toBe(422);
      expect(problem(answer)).toMatchObject({ type: '/problems/invalid-body' });
      expect(problem(answer).errors!.map(({ pointer }) => pointer)).toEqual(pointers);
    });

    it.each([
      ['application/json', '{', 400],
      ['text/plain', 'title', 415],
      ['application/json', JSON.stringify({ title: 'x'.repeat(64 * 1024) }), 413],
    ])('answers as ever to %s that is no title', async (type, body, status) => {
      expect((await subject.send('POST', '/', { headers: { 'content-type': type }, body })).status).toBe(status);
    });

    it('saves data that is found, for a day', async () => {
      const saved = json(await subject.send('POST', '/save-data')) as Saved;
      expect(saved).toEqual({ message: 'Data saved successfully', id: expect.any(String), timestamp: now });
      const { id } = saved;
      const found = await subject.send('GET', `/get-data/${id}`);
      expect(found.status).toBe(200);
      expect(json(found)).toEqual({
        message: 'Data retrieved successfully',
        data: {
          id,
          timestamp: now,
          user_id: expect.stringMatching(/^user-\d{4}$/),
          created_at: now,
          data: { message: `Sample data ${id}`, value: expect.any(Number) },
        },
        timestamp: now,
      });
      const event = json(await subject.send('GET', `/event?source=/sample/data&id=${id}`));
      expect(event).toMatchObject({ type: 'annals.sample.data', expiresAt: '2026-01-02T00:00:00.000000000Z' });
    });

    it('finds nothing else', async () => {
      await postJson(subject.send, '/events', { id: 'no-data', source: '/sample/data', type: 't', payload: {} });
      for (const id of ['unknown', '12', 'no-data', '%20', 'a%2Fb']) {
        const answer = await subject.send('GET', `/get-data/${id}`);
        expect([id, answer.status]).toEqual([id, 404]);
        expect(problem(answer).type).toBe('/problems/not-found');
      }
    });

    it('receives what was sent, once', async () => {
      const sent = json(await subject.send('POST', '/send-message')) as Record<string, string>;
      expect(sent).toEqual({
        message: 'Message sent successfully',
        message_id: expect.any(String),
        sqs_message_id: expect.any(String),
        timestamp: now,
      });
      const id = sent['message_id'];
      expect(id).not.toBe(sent['sqs_message_id']);
      expect((await subject.send('HEAD', '/receive-messages')).status).toBe(200);
      expect(await receive()).toEqual({
        message: 'Received 1 messages',
        messages: [{ id, timestamp: now, source: 'annals', content: `Test message ${id}` }],
        timestamp: now,
      });
      expect(await receive()).toEqual({ message: 'Received 0 messages', messages: [], timestamp: now });
    });

    it('runs a workflow: what it saved is found, what it sent is received', async () => {
      const done = json(await subject.send('GET', '/workflow')) as Record<string, unknown>;
      expect(done).toEqual({
        message: 'Workflow completed successfully',
        data_id: expect.any(String),
        workflow_time: 0,
        timestamp: now,
        steps_completed: ['dynamodb_save', 'sqs_send'],
      });
      const id = String(done['data_id']);
      expect(json(await subject.send('GET', `/get-data/${id}`))).toMatchObject({
        data: { id, data: { message: `Workflow data ${id}` } },
      });
      const content = `Workflow message for data ${id}`;
      expect(await receive()).toMatchObject({ messages: [{ id, source: 'workflow', content }] });
    });

    it('tests the telemetry', async () => {
      const answer = json(await subject.send('GET', '/test-telemetry'));
      expect(answer).toEqual({
        message: 'Telemetry test completed',
        timestamp: now,
        response_time: 0,
        telemetry_enabled: expect.any(Boolean),
      });
    });

    it('does nothing at HEAD', async () => {
      for (const path of ['/receive-messages', '/workflow', '/test-telemetry']) {
        const head = await subject.send('HEAD', path);
        expect([head.status, head.headers['content-type'], head.body]).toEqual([
          200,
          'application/json; charset=utf-8',
          '',
        ]);
      }
      expect(await receive()).toMatchObject({ messages: [] });
    });

    it.each(['/save-data', '/send-message'])('takes no body at %s, and no parameter', async (path) => {
      expect((await postJson(subject.send, path, {})).status).toBe(200);
      const answer = await postJson(subject.send, path, { a: 1 });
      expect([answer.status, problem(answer).errors?.[0]?.pointer]).toEqual([422, '#/a']);
      expect((await subject.send('POST', `${path}?a=1`)).status).toBe(400);
    });

    it.each([
      ['/', 'GET, HEAD, OPTIONS, POST'],
      ['/save-data', 'OPTIONS, POST'],
      ['/get-data/1', 'GET, HEAD, OPTIONS'],
      ['/send-message', 'OPTIONS, POST'],
      ['/receive-messages', 'GET, HEAD, OPTIONS'],
    ])('has at %s the methods %s', async (path, allow) => {
      expect((await subject.send('OPTIONS', path)).headers.allow).toBe(allow);
    });
  });
}
