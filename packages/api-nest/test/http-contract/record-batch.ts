import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, type HttpHarness, type HttpSubject, type SentAnswer } from '../support/http-subject.js';

interface Result {
  readonly status: string;
  readonly id?: string;
  readonly source?: string;
  readonly location?: string;
  readonly recordedAt?: string;
  readonly digest?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

function results(answer: SentAnswer): readonly Result[] {
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return (json(answer) as { results: Result[] }).results;
}

/** `POST /events/batch`, and batches at `POST /events`. */
export function describeRecordBatch(harness: HttpHarness): void {
  describe('a batch', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    const post = (body: string, type: string, path = '/events/batch') =>
      subject.send('POST', path, { headers: { 'content-type': type }, body });
    const event = (id: string, payload: unknown = 1) => ({ id, type: 't', payload });
    const cloudEvent = (id: string, data: unknown = 1) => ({ specversion: '1.0', id, source: '/ce', type: 't', data });

    it('gets a result for each event, in order, and one bad event fails no other', async () => {
      await post(JSON.stringify([event('known'), event('taken')]), 'application/json');
      const batch = [
        event('new'),
        event('known'),
        event('taken', 2),
        { id: '', payload: 1, x: 1 },
        event('new'),
        event('new', 2),
        7,
      ];
      const [recorded, replayed, conflict, invalid, again, other, seven] = results(
        await post(JSON.stringify(batch), 'application/json'),
      );
      expect(recorded).toEqual({
        status: 'recorded',
        id: 'new',
        source: '/',
        location: 'new?source=%2F',
        recordedAt: '2026-01-01T00:00:00.000000000Z',
        digest: expect.stringMatching(/^v1:/),
      });
      expect(replayed).toMatchObject({ status: 'replayed', id: 'known', location: 'known?source=%2F' });
      expect(conflict).toEqual({
        status: 'conflict',
        id: 'taken',
        source: '/',
        location: 'taken?source=%2F',
        digest: expect.stringMatching(/^v1:/),
      });
      expect(invalid?.status).toBe('invalid');
      expect(invalid?.errors?.map(({ pointer }) => pointer).sort()).toEqual(['#/id', '#/type', '#/x']);
      expect(again).toEqual({ ...recorded, status: 'replayed' });
      expect(other).toMatchObject({ status: 'conflict', id: 'new' });
      expect(seven).toMatchObject({
        status: 'invalid',
        errors: expect.arrayContaining([{ pointer: '#', detail: 'must be a JSON object' }]),
      });
    });

    it('says where its events are, relative to its own address', async () => {
      const ids = ['safe', 'un safe', '..'];
      const atBatch = results(
        await post(JSON.stringify(ids.map((id) => cloudEvent(id))), 'application/cloudevents-batch+json'),
      );
      const atEvents = results(
        await post(JSON.stringify(ids.map((id) => cloudEvent(id))), 'application/cloudevents-batch+json', '/events'),
      );
      for (const [base, list] of [
        ['/stage/events/batch', atBatch],
        ['/stage/events', atEvents],
      ] as const)
        for (const [index, { location }] of list.entries()) {
          const { pathname, search } = new URL(location!, `http://localhost${base}`);
          expect(pathname).toBe(index === 0 ? '/stage/events/safe' : '/stage/event');
          const found = await subject.send('GET', pathname.replace('/stage', '') + search);
          expect((json(found) as { id: string }).id).toBe(ids[index]);
        }
    });

    it.each([
      ['[]', 'application/json', '/events/batch'],
      ['[]', 'application/cloudevents-batch+json', '/events/batch'],
      ['[]', 'application/cloudevents-batch+json', '/events'],
      ['', 'application/x-ndjson', '/events/batch'],
      ['\n \r\n\n', 'application/x-ndjson', '/events/batch'],
    ])('of no events (%j as %s to %s) gets no results', async (body, type, path) => {
      expect(results(await post(body, type, path))).toEqual([]);
    });

    it('takes its untimed events a microsecond apart, in posted order', async () => {
      await post(
        JSON.stringify(['a', 'b', 'c'].map((id) => ({ ...event(id), source: '/untimed' }))),
        'application/json',
      );
      const list = await subject.send('GET', '/events?source=/untimed&order=asc');
      expect((json(list) as { items: { id: string; time: string }[] }).items.map(({ id, time }) => [id, time])).toEqual(
        [
          ['a', '2026-01-01T00:00:00.000000000Z'],
          ['b', '2026-01-01T00:00:00.000001000Z'],
          ['c', '2026-01-01T00:00:00.000002000Z'],
        ],
      );
    });

    it('as CloudEvents judges each by the rules of CloudEvents', async () => {
      const { specversion: _version, ...versionless } = cloudEvent('versionless');
      const { source: _source, ...sourceless } = cloudEvent('sourceless');
      const batch = [cloudEvent('good'), versionless, sourceless, { ...cloudEvent('Upper'), Upper: 1 }, null];
      const list = results(await post(JSON.stringify(batch), 'application/cloudevents-batch+json'));
      expect(list.map(({ status, errors }) => [status, errors?.[0]?.pointer])).toEqual([
        ['recorded', undefined],
        ['invalid', '#/specversion'],
        ['invalid', '#/source'],
        ['invalid', '#/Upper'],
        ['invalid', '#'],
      ]);
    });

    it('as lines takes both representations, line by line, and tells which lines are no JSON', async () => {
      const lines = [
        JSON.stringify(event('line')),
        '',
        JSON.stringify(cloudEvent('line')),
        '{"id":',
        '  \r',
        `${JSON.stringify(event('last'))}\r`,
        '[1]',
      ];
      const [native, cloud, broken, last, array, ...more] = results(
        await post(lines.join('\n'), 'application/x-ndjson; charset=utf-8'),
      );
      expect([native, cloud, last]).toMatchObject([
        { status: 'recorded', id: 'line', source: '/' },
        { status: 'recorded', id: 'line', source: '/ce' },
        { status: 'recorded', id: 'last' },
      ]);
      expect(broken).toEqual({
        status: 'invalid',
        errors: [{ pointer: '#', detail: expect.stringContaining('is not JSON') }],
      });
      expect(array?.status).toBe('invalid');
      expect(more).toEqual([]);
    });

    it('lists an event whose data is too large as invalid', async () => {
      const batch = [event('large', 'x'.repeat(256 * 1024)), event('small')];
      const list = results(await post(JSON.stringify(batch), 'application/json'));
      expect(list).toMatchObject([
        { status: 'invalid', errors: [{ pointer: '#/payload', detail: 'must be at most 262144 bytes' }] },
        { status: 'recorded' },
      ]);
    });
  });
}
