import { objectState } from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { json, postJson, problem, type HttpSubject } from '../support/http-subject.js';
import type { ObjectHarness, ObjectSeed } from '../support/object-subject.js';

interface Found {
  readonly examined: number;
  readonly findings: readonly { readonly key: string; readonly difference: string; readonly repaired: boolean }[];
  readonly nextCursor?: string;
}

/** `POST /reconciliations`. */
export function describeReconciliations(harness: ObjectHarness): void {
  describe('reconciling', () => {
    let subject: HttpSubject;
    const open = async (seed: ObjectSeed) => {
      subject = await harness.open(seed);
    };
    afterEach(() => subject.close());

    const reconcile = async (body: unknown): Promise<Found> => {
      const answer = await postJson(subject.send, '/reconciliations', body);
      expect(answer.status).toBe(200);
      return json(answer) as Found;
    };
    const recorded = (key: string) => objectState({ bucket: harness.bucket, key });
    const keys = async (path: string) =>
      (json(await subject.send('GET', path)) as { items: { key: string }[] }).items.map(({ key }) => key);

    it('finds what the bucket has lost, once without mending it and once mending it', async () => {
      await open({ states: ['a', 'b', 'c'].map(recorded) });
      const finding = (key: string, repaired: boolean) => ({ key, difference: 'gone', repaired });
      expect(await reconcile({ dryRun: true, prefix: 'b' })).toEqual({ examined: 1, findings: [finding('b', false)] });
      expect(await keys('/objects')).toEqual(['a', 'b', 'c']);
      expect(await reconcile({ prefix: 'b' })).toEqual({ examined: 1, findings: [finding('b', true)] });
      expect(await keys('/objects')).toEqual(['a', 'c']);
      expect((await reconcile({ dryRun: false })).findings).toEqual([finding('a', true), finding('c', true)]);
      expect(await reconcile({})).toEqual({ examined: 0, findings: [] });
      expect(json(await subject.send('GET', '/objects/history?key=b'))).toMatchObject({
        items: [{ key: 'b', eventName: 'RECONCILED', removed: true }],
      });
    });

    it('needs no body', async () => {
      await open({ states: [recorded('a')] });
      const answer = await subject.send('POST', '/reconciliations');
      expect(json(answer)).toMatchObject({ findings: [{ key: 'a', difference: 'gone', repaired: true }] });
    });

    it('stops at a thousand findings, and goes on from there', async () => {
      const states = Array.from({ length: 1100 }, (_, index) => recorded(`k${String(index).padStart(4, '0')}`));
      await open({ states });
      const first = await reconcile({ prefix: 'k', dryRun: true });
      expect([first.examined, first.findings.length]).toEqual([1000, 1000]);
      const cursor = first.nextCursor!;
      const rest = await reconcile({ prefix: 'k', dryRun: true, cursor });
      expect(rest.findings.map(({ key }) => key)).toEqual(states.slice(1000).map(({ key }) => key));
      expect(rest).not.toHaveProperty('nextCursor');
      for (const other of [{ cursor }, { cursor, prefix: 'k0' }, { cursor: `${cursor}x`, prefix: 'k' }]) {
        const answer = problem(await postJson(subject.send, '/reconciliations', other));
        expect(answer).toMatchObject({ status: 400, type: '/problems/bad-request' });
      }
    });

    it.each([
      [{ prefix: 1 }, '#/prefix'],
      [{ prefix: 'x'.repeat(1025) }, '#/prefix'],
      [{ cursor: {} }, '#/cursor'],
      [{ dryRun: 'yes' }, '#/dryRun'],
      [{ dryRun: null }, '#/dryRun'],
      [{ bucket: 'main-bucket' }, '#/bucket'],
    ])('answers 422 to %j, pointing at what is wrong', async (body, pointer) => {
      await open({});
      const answer = problem(await postJson(subject.send, '/reconciliations', body));
      expect([answer.status, answer.errors!.map((each) => each.pointer)]).toEqual([422, [pointer]]);
    });
  });
}
