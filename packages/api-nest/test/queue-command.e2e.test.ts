import { createSqsClient, SqsMessageQueue } from '@annals/adapters-aws';
import { startSqsEngine, type SqsEngine } from '@annals/adapters-aws/testing';
import { openEmbeddedEngine, type EmbeddedEngine } from '@annals/adapters-embedded';
import type { DeadLetters, MessageQueue } from '@annals/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQueueCommand as run } from './support/queue-program.js';

const now = { max: 10, waitMs: 0, visibilityMs: 60_000 } as const;

/** Buries messages of these bodies. */
async function bury(queue: MessageQueue, ...bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    await queue.send([{ body }]);
    const [message] = await queue.receive(now);
    await queue.bury(message!, `${body} is no use`);
  }
}

describe('the command without what it needs', () => {
  test.each([
    [[]],
    [['figures', 'more']],
    [['figures', '--limit', '3']],
    [['dead-letters']],
    [['dead-letters', 'list', 'id']],
    [['dead-letters', 'list', '--limit', '0']],
    [['dead-letters', 'list', '--limit', '1001']],
    [['dead-letters', 'redrive', '--limit', '1', 'id']],
    [['dead-letters', 'list', '--queue', 'other']],
    [['dead-letters', 'list', '--unknown']],
    [['something']],
  ])('says how it is called, and does nothing, for %j', async (parameters) => {
    const { code, lines, complaints } = await run({ DATA_DIR: '/nowhere' }, ...parameters);
    expect([code, lines]).toEqual([2, []]);
    expect(complaints).toHaveLength(4);
    expect(complaints[1]).toMatch(/^usage: npm run queue -- /);
  });

  test('says in one line that there is no data', async () => {
    const { code, lines, complaints } = await run({ DATA_DIR: '/nowhere' }, 'figures');
    expect([code, lines, complaints]).toEqual([1, [], ['there is no data in /nowhere']]);
  });

  test('names every fault of the addresses', async () => {
    const variables = { EVENT_QUEUE_URL: 'nowhere', SQS_ENDPOINT: 'nowhere' };
    const { code, complaints } = await run(variables, 'figures');
    expect(code).toBe(1);
    expect(complaints).toEqual([
      expect.stringMatching(/^EVENT_QUEUE_URL must be/),
      expect.stringMatching(/^SAMPLE_QUEUE_URL is required/),
      expect.stringMatching(/^SQS_ENDPOINT must be/),
    ]);
  });

  test('says in one line that SQS is not there', async () => {
    const variables = { EVENT_QUEUE_URL: 'http://127.0.0.1:1/0/events', SQS_ENDPOINT: 'http://127.0.0.1:1' };
    const { code, complaints } = await run(variables, 'figures', '--queue', 'events');
    expect(code).toBe(1);
    expect(complaints).toEqual([expect.stringMatching(/^the sqs engine is unavailable: .*ECONNREFUSED/)]);
  });
});

/** A queue that a server has, and the variables that lead the command to it. */
interface Served {
  readonly queue: MessageQueue & { readonly deadLetters: DeadLetters };
  readonly variables: NodeJS.ProcessEnv;
}

function describeCommand(engine: string, serve: () => Promise<Served>): void {
  describe(`the command beside a server on ${engine}`, () => {
    let queue: Served['queue'];
    let variables: NodeJS.ProcessEnv;
    beforeEach(async () => {
      ({ queue, variables } = await serve());
      await bury(queue, 'a', 'é');
    });

    test('tells how full the queues are', async () => {
      await queue.send([{ body: 'waiting' }]);
      const { code, lines } = await run(variables, 'figures');
      expect(code).toBe(0);
      expect(lines).toEqual([
        expect.stringMatching(/^events: 1 waiting, 0 in flight, 2 dead/),
        'sample: 0 waiting, 0 in flight, 0 dead',
      ]);
    });

    test('lists dead letters, their bodies on request', async () => {
      const listed = await run(variables, 'dead-letters', 'list');
      const [first, second] = await queue.deadLetters.list(10);
      expect(listed).toMatchObject({ code: 0, complaints: [] });
      expect(listed.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        {
          messageId: first!.messageId,
          sentAt: new Date(first!.sentAtMs).toISOString(),
          receiveCount: 1,
          reason: 'a is no use',
          bodyBytes: 1,
        },
        {
          messageId: second!.messageId,
          sentAt: new Date(second!.sentAtMs).toISOString(),
          receiveCount: 1,
          reason: 'é is no use',
          bodyBytes: 2,
        },
      ]);
      const { lines } = await run(variables, 'dead-letters', 'list', '--limit', '1', '--bodies');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ body: 'a' })]);
      expect(await run(variables, 'dead-letters', 'list', '--queue', 'sample')).toMatchObject({ code: 0, lines: [] });
    });

    test('sends some again, then all', async () => {
      const [, second] = await queue.deadLetters.list(10);
      const some = await run(variables, 'dead-letters', 'redrive', second!.messageId);
      expect(some).toEqual({ code: 0, lines: ['events: 1 sent again'], complaints: [] });
      expect(await queue.receive({ ...now, waitMs: 5_000 })).toMatchObject([{ body: 'é', receiveCount: 1 }]);
      const all = await run(variables, 'dead-letters', 'redrive');
      expect(all).toEqual({ code: 0, lines: ['events: 1 sent again'], complaints: [] });
      expect(await queue.receive({ ...now, waitMs: 5_000 })).toMatchObject([{ body: 'a', receiveCount: 1 }]);
      expect(await queue.deadLetters.list(10)).toEqual([]);
    });

    test('says that what is not dead was not sent again, and sends the rest', async () => {
      const [first] = await queue.deadLetters.list(1);
      const { code, lines } = await run(variables, 'dead-letters', 'redrive', 'unknown', first!.messageId);
      expect([code, lines]).toEqual([1, ['events: 1 sent again; 1 are not dead, or could not be sent']]);
    });

    test('sends the first again where it is told how many', async () => {
      const { code, lines } = await run(variables, 'dead-letters', 'redrive', '--limit', '1');
      expect([code, lines]).toEqual([0, ['events: 1 sent again']]);
      expect(await queue.deadLetters.list(10)).toHaveLength(1);
    });
  });
}

describe('on the embedded engine', () => {
  const folders: string[] = [];
  const engines: EmbeddedEngine[] = [];

  afterAll(async () => {
    for (const engine of engines) await engine.close();
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  async function serve(): Promise<Served> {
    const folder = await mkdtemp(join(tmpdir(), 'annals-queue-'));
    folders.push(folder);
    const engine = await openEmbeddedEngine({ dataDir: folder });
    engines.push(engine);
    return { queue: engine.queue('events', { maxReceives: 3 }), variables: { DATA_DIR: folder } };
  }

  describeCommand('SQLite', serve);

  test('works without a server too', async () => {
    const { queue, variables } = await serve();
    await bury(queue, 'a');
    await engines.at(-1)!.close();
    expect(await run(variables, 'dead-letters', 'redrive')).toMatchObject({ lines: ['events: 1 sent again'] });
    expect((await run(variables, 'figures', '--queue', 'events')).lines[0]).toMatch(/^events: 1 waiting/);
  });
});

describe('on AWS', () => {
  let sqs: SqsEngine;
  let client: ReturnType<typeof createSqsClient>;
  let count = 0;

  beforeAll(async () => {
    sqs = await startSqsEngine();
    client = createSqsClient(sqs);
  });
  afterAll(async () => {
    client.destroy();
    await sqs.stop();
  });

  describeCommand('SQS', async () => {
    const options = { maxReceives: 3 };
    const { queueUrl, deadLetterQueueUrl } = await sqs.makeQueue({ name: `events-${++count}`, ...options });
    const sample = await sqs.makeQueue({ name: `sample-${count}`, ...options });
    const queue = new SqsMessageQueue({ client, name: 'events', queueUrl, ...options });
    const variables = {
      EVENT_QUEUE_URL: queueUrl,
      EVENT_DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
      SAMPLE_QUEUE_URL: sample.queueUrl,
      SQS_ENDPOINT: sqs.endpoint,
    };
    return { queue, variables };
  });
});
