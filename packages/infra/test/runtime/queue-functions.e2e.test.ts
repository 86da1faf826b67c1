import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queueFigures } from '../integration/queue-figures.js';
import { LocalDeployment } from './local-deployment.js';

/** Shorter than S3's client waits for one answer. */
const timeoutMs = 2_000;

let deployment: LocalDeployment;
beforeAll(async () => {
  deployment = await LocalDeployment.start({ api: 'http', timeoutsMs: { 'object-notifications': timeoutMs } });
});
afterAll(() => deployment.stop());

async function recordOf(key: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await deployment.fetch(`${deployment.baseUrl}/objects/record?key=${encodeURIComponent(key)}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Waits until something holds; the test's own limit ends the wait. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(20);
}

const figures = () => queueFigures(deployment.sqs, deployment.queueUrls.notifications);
const outcomes = () => deployment.mappings['object-notifications']!.outcomes;

describe('the function behind the queue of notifications', () => {
  it('that is killed at its deadline is handed its messages again, and records them then', async () => {
    const { notifying } = deployment.services;
    await deployment.putObject('slow', 'content');
    await until(async () => (await recordOf('slow')).status === 200);
    const before = outcomes().length;
    notifying.hold();
    await deployment.putObject('stuck', 'content');
    await until(() =>
      outcomes()
        .slice(before)
        .some(({ answer }) => answer.kind === 'failed'),
    );
    expect((await recordOf('stuck')).status).toBe(404);
    const failed = outcomes()
      .slice(before)
      .find(({ answer }) => answer.kind === 'failed')!;
    expect(failed).toMatchObject({ deleted: 0, answer: { errorMessage: 'Task timed out' } });
    notifying.release();
    await until(async () => (await recordOf('stuck')).status === 200);
    await until(async () => (await figures()).messages === 0);
  });

  it('keeps what it recorded of a batch, is handed the rest again, and gives it up for dead in the end', async () => {
    const before = outcomes().length;
    const good = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: deployment.bucket };
    await deployment.send('notifications', 'not JSON', JSON.stringify(good));
    await until(async () => (await figures()).dead === 1);
    const tried = outcomes().slice(before);
    expect(tried.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(1);
    expect(tried.reduce((sum, { messages }) => sum + messages, 0)).toBe(6);
    expect((await figures()).messages).toBe(0);
  });
});

describe('the function on a schedule', () => {
  it('brings into the catalogue what nobody was told of', async () => {
    await deployment.putUnnoticed('unnoticed', 'content');
    expect((await recordOf('unnoticed')).status).toBe(404);
    const answer = await deployment.functions['reconciliation']!.invoke({});
    expect(answer).toMatchObject({ kind: 'answered' });
    expect(await recordOf('unnoticed')).toMatchObject({ status: 200, body: { eventName: 'RECONCILED' } });
  });
});
