import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpHarness, type HttpSubject } from '../support/http-subject.js';

/** `POST /events` in Annals' own representation. */
export function describeRecordEvent(harness: HttpHarness): void {
  describe('POST /events', () => {
    let subject: HttpSubject;
    beforeAll(async () => {
      subject = await harness.open();
    });
    afterAll(() => subject.close());

    it('answers 201 with the event and where it is', async () => {
      const answer = await postJson(subject.send, '/events', {
        id: 'first',
        type: 'order.placed',
        payload: { total: 5 },
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.location).toBe('events/first?source=%2F');
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(json(answer)).toEqual({
        id: 'first',
        source: '/',
        type: 'order.placed',
        time: '2026-01-01T00:00:00.000000000Z',
        recordedAt: '2026-01-01T00:00:00.000000000Z',
        payload: { total: 5 },
        digest: expect.stringMatching(/^v1:[A-Za-z0-9_-]{43}$/),
      });
    });

    it('answers 200 with the stored event when the same one arrives again', async () => {
      const event = { id: 'again', type: 'order.placed', payload: [1, 'two'] };
      const first = await postJson(subject.send, '/events', event);
      const second = await postJson(subject.send, '/events', event);
      expect(first.headers).not.toHaveProperty('idempotent-replayed');
      expect(second.status).toBe(200);
      expect(second.headers['idempotent-replayed']).toBe('true');
      expect(second.headers.location).toBe(first.headers.location);
      expect(second.body).toBe(first.body);
    });

    it('answers 409 when another event has the identity, and the stored one stays', async () => {
      const first = await postJson(subject.send, '/events', { id: 'taken', type: 'a', payload: 1 });
      const second = await postJson(subject.send, '/events', { id: 'taken', type: 'a', payload: 1.5 });
      expect(second.status).toBe(409);
      expect(problem(second)).toMatchObject({
        type: '/problems/conflict',
        location: 'events/taken?source=%2F',
        digest: (json(first) as { digest: string }).digest,
      });
      expect((await subject.send('GET', '/events/taken')).body).toBe(first.body);
    });
  });
}
