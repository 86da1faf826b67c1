import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { EngineUnavailable, type SendOutcome } from '@annals/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startSqsEngine, type SqsEngine, type SqsQueueUrls } from '../testing/index.js';
import { onTheWireOfSqs, type SqsWireAnswer, type SqsWireTry } from '../test/sqs-wire.js';
import { broken, denied, hungUp } from '../test/wire.js';
import { createSqsClient } from './sqs-client.js';
import { SqsMessageQueue } from './sqs-message-queue.js';

const now = { max: 10, waitMs: 0, visibilityMs: 60_000 } as const;

let engine: SqsEngine;
let urls: SqsQueueUrls;
let sound: SqsMessageQueue;
const clients: SQSClient[] = [];

beforeAll(async () => {
  engine = await startSqsEngine();
});
beforeEach(async () => {
  urls = await engine.makeQueue({ name: randomUUID(), maxReceives: 2 });
  sound = queueWith(({ send }) => send());
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await engine.stop();
});

function queueWith(act: (wireTry: SqsWireTry) => Promise<object>): SqsMessageQueue {
  const client = createSqsClient(engine, { maxAttempts: 1 });
  clients.push(client);
  onTheWireOfSqs(client, act);
  return new SqsMessageQueue({ client, name: 'events', queueUrl: urls.queueUrl, maxReceives: 2 });
}

/** A queue of which a command fails, whenever `fails` says so of its requests, counted from 1. */
function queueFailing(
  command: string,
  fault: () => Error,
  fails = (_request: number): boolean => true,
): SqsMessageQueue {
  let requests = 0;
  return queueWith((wireTry) =>
    wireTry.command === command && fails(++requests) ? Promise.reject(fault()) : wireTry.send(),
  );
}

/** A queue of whose batches some entries are refused: `refusal` is asked for each, with the number of the request from 1. */
function queueRefusing(
  command: string,
  refusal: (entry: string, request: number) => { readonly SenderFault: boolean; readonly Code: string } | undefined,
): { readonly queue: SqsMessageQueue; readonly requests: string[][] } {
  const requests: string[][] = [];
  const queue = queueWith(async ({ command: sent, input, send }) => {
    if (sent !== command) return send();
    const text = ({ MessageBody, ReceiptHandle }: SqsWireTry['input']['Entries'][number]): string =>
      MessageBody ?? ReceiptHandle;
    const number = requests.push(input.Entries.map(text));
    const refused = input.Entries.flatMap((entry) => {
      const answer = refusal(text(entry), number);
      return answer === undefined ? [] : [{ Id: entry.Id, ...answer }];
    });
    const taken = input.Entries.filter(({ Id }) => !refused.some((entry) => entry.Id === Id));
    const { Successful }: SqsWireAnswer = taken.length > 0 ? await send(taken) : {};
    return { Successful, Failed: refused };
  });
  return { queue, requests };
}

const throttled = { SenderFault: true, Code: 'ThrottlingException' };
const invalid = { SenderFault: true, Code: 'InvalidMessageContents' };
const internal = { SenderFault: false, Code: 'InternalError' };

/** What can be received, within two seconds. */
async function received(queue: SqsMessageQueue): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const some = await queue.receive({ ...now, waitMs: 1_000 });
    if (some.length === 0) return bodies.sort();
    bodies.push(...some.map(({ body }) => body));
  }
}

const numbered = (count: number): { body: string }[] =>
  Array.from({ length: count }, (_, index) => ({ body: String(index).padStart(2, '0') }));

/** Bodies of the messages of each outcome. */
function byCode(outcomes: readonly SendOutcome[]): Record<SendOutcome['code'], string[]> {
  const bodies = numbered(outcomes.length).map(({ body }) => body);
  const of = (code: string): string[] => bodies.filter((_, index) => outcomes[index]!.code === code);
  return { sent: of('sent'), failed: of('failed') };
}

describe('sending to SQS', () => {
  test('sends the others of a batch when some are refused, and says which and why', async () => {
    const { queue } = queueRefusing('SendMessageBatchCommand', (body) => (body.endsWith('3') ? invalid : undefined));
    const outcomes = await queue.send(numbered(25));
    expect(byCode(outcomes).failed).toEqual(['03', '13', '23']);
    expect(outcomes[13]).toMatchObject({ cause: { name: 'InvalidMessageContents' } });
    expect(await received(sound)).toEqual(byCode(outcomes).sent);
  });

  test.each([
    ['throttled', throttled],
    ['met by a fault within SQS', internal],
  ])('tries only the messages again that were %s', async (_, refusal) => {
    const { queue, requests } = queueRefusing('SendMessageBatchCommand', (body, request) =>
      request < 3 && body > '07' ? refusal : undefined,
    );
    expect(byCode(await queue.send(numbered(10))).failed).toEqual([]);
    expect(requests.map((entries) => entries.length)).toEqual([10, 2, 2]);
    expect(await received(sound)).toEqual(numbered(10).map(({ body }) => body));
  });

  test('gives a message up that is throttled three times', async () => {
    const { queue, requests } = queueRefusing('SendMessageBatchCommand', (body) =>
      body === '01' ? throttled : undefined,
    );
    const outcomes = await queue.send(numbered(3));
    expect(outcomes.map(({ code }) => code)).toEqual(['sent', 'failed', 'sent']);
    expect(requests).toEqual([['00', '01', '02'], ['01'], ['01']]);
  });

  test('does not try again what is refused for what it is', async () => {
    const { queue, requests } = queueRefusing('SendMessageBatchCommand', () => invalid);
    expect(byCode(await queue.send(numbered(2))).failed).toEqual(['00', '01']);
    expect(requests).toHaveLength(1);
  });

  test('says of the messages of a request that failed that they did, and sends those of the others', async () => {
    const queue = queueFailing('SendMessageBatchCommand', broken, (request) => request === 2);
    const outcomes = await queue.send(numbered(25));
    expect(byCode(outcomes).failed).toEqual(
      numbered(20)
        .slice(10)
        .map(({ body }) => body),
    );
    expect(outcomes[10]).toMatchObject({ cause: { engine: 'sqs', retryAfterSeconds: 1 } });
    expect(await received(sound)).toEqual(byCode(outcomes).sent);
  });

  test('says of the messages whose second try failed that they did', async () => {
    let requests = 0;
    const queue = queueWith(async ({ input, send }) => {
      if (++requests > 1) throw hungUp();
      const { Successful } = await send(input.Entries.slice(1));
      return { Successful, Failed: [{ Id: input.Entries[0]!.Id, ...throttled }] };
    });
    expect(await queue.send(numbered(2))).toMatchObject([
      { code: 'failed', cause: { code: 'ECONNRESET' } },
      { code: 'sent' },
    ]);
  });

  test('says of a message that SQS says nothing of that it failed', async () => {
    const queue = queueWith(async ({ send }) => ({ Successful: (await send()).Successful?.slice(1) }));
    expect((await queue.send(numbered(2))).map(({ code }) => code)).toEqual(['failed', 'sent']);
  });

  test.each([
    ['broken', broken, 1],
    ['refusing', denied, 30],
  ])('says that SQS is unavailable where it is %s to every request', async (_, fault, retryAfterSeconds) => {
    const sending = queueFailing('SendMessageBatchCommand', fault).send(numbered(25));
    await expect(sending).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(sending).rejects.toMatchObject({ engine: 'sqs', retryAfterSeconds });
  });

  test('does not hide a defect of its own', async () => {
    const defect = new TypeError('a defect');
    await expect(queueFailing('SendMessageBatchCommand', () => defect).send(numbered(1))).rejects.toBe(defect);
  });
});

describe('receiving from SQS', () => {
  test('waits for messages longer than any other call may take', async () => {
    const client = createSqsClient(engine, { requestTimeoutMs: 200, maxAttempts: 1 });
    clients.push(client);
    const queue = new SqsMessageQueue({ client, name: 'events', queueUrl: urls.queueUrl });
    expect(await queue.receive({ ...now, waitMs: 1_000 })).toEqual([]);
  });

  test.each([
    ['RequestThrottled', 1],
    ['OverLimit', 1],
    ['KmsThrottled', 1],
    ['KmsAccessDenied', 30],
    ['QueueDoesNotExist', 30],
  ])('says that SQS is unavailable where it answers %s', async (name, retryAfterSeconds) => {
    const fault = (): Error => Object.assign(new Error(name), { name, $fault: 'client', $metadata: {} });
    const receiving = queueFailing('ReceiveMessageCommand', fault).receive(now);
    await expect(receiving).rejects.toMatchObject({ engine: 'sqs', retryAfterSeconds, cause: { name } });
  });

  test('deletes the others of a batch when some are refused, and tries those again that pass', async () => {
    await sound.send(numbered(3));
    const messages = await sound.receive(now);
    const [first, second] = messages.map(({ receipt }) => receipt);
    const { queue, requests } = queueRefusing('DeleteMessageBatchCommand', (receipt, request) => {
      if (receipt === first) return { SenderFault: true, Code: 'ReceiptHandleIsInvalid' };
      return receipt === second && request === 1 ? internal : undefined;
    });
    const outcomes = await queue.delete(messages.map(({ receipt }) => receipt));
    expect(outcomes).toMatchObject([
      { code: 'failed', cause: { name: 'ReceiptHandleIsInvalid' } },
      { code: 'deleted' },
      { code: 'deleted' },
    ]);
    expect(requests).toEqual([messages.map(({ receipt }) => receipt), [second]]);
    expect(await sound.figures()).toMatchObject({ inFlight: 1 });
  });

  test('says that SQS is unavailable where no message can be deleted, released or counted', async () => {
    await sound.send(numbered(1));
    const [message] = await sound.receive(now);
    for (const [command, call] of [
      ['DeleteMessageBatchCommand', (queue: SqsMessageQueue) => queue.delete([message!.receipt])],
      ['ChangeMessageVisibilityCommand', (queue: SqsMessageQueue) => queue.release(message!, 0)],
      ['GetQueueAttributesCommand', (queue: SqsMessageQueue) => queue.figures()],
    ] as const)
      await expect(call(queueFailing(command, broken))).rejects.toMatchObject({ engine: 'sqs' });
  });

  test.each(['InvalidParameterValue', 'ReceiptHandleIsInvalid'])(
    'changes nothing for a receipt of which SQS says %s',
    async (name) => {
      await sound.send(numbered(1));
      const [message] = await sound.receive(now);
      const fault = (): Error => Object.assign(new Error('gone'), { name, $fault: 'client', $metadata: {} });
      await queueFailing('ChangeMessageVisibilityCommand', fault).release(message!, 0);
      expect(await sound.figures()).toMatchObject({ waiting: 0, inFlight: 1 });
    },
  );
});

describe('dead letters on SQS', () => {
  /** Messages that were buried. */
  async function bury(count: number): Promise<void> {
    await sound.send(numbered(count));
    for (const message of await sound.receive(now)) await sound.bury(message, 'no use');
  }

  async function dead(): Promise<string[]> {
    return (await sound.deadLetters.list(100)).map(({ body }) => body).sort();
  }

  test('a message whose burial fails is alive, and not dead', async () => {
    await sound.send(numbered(1));
    const [message] = await sound.receive(now);
    const burying = queueFailing('SendMessageCommand', hungUp).bury(message!, 'no use');
    await expect(burying).rejects.toMatchObject({ engine: 'sqs' });
    expect(await sound.figures()).toMatchObject({ inFlight: 1, dead: 0 });
  });

  test('a message that is buried and then cannot be deleted is dead and alive, and the caller knows', async () => {
    await sound.send(numbered(1));
    const [message] = await sound.receive(now);
    const burying = queueFailing('DeleteMessageBatchCommand', broken).bury(message!, 'no use');
    await expect(burying).rejects.toMatchObject({ engine: 'sqs' });
    expect(await sound.figures()).toMatchObject({ inFlight: 1, dead: 1 });
  });

  test('a queue without any says so when a message is buried, and has none', async () => {
    const client = createSqsClient(engine);
    clients.push(client);
    const lone = new SqsMessageQueue({ client, name: 'lone', queueUrl: urls.deadLetterQueueUrl });
    await lone.send(numbered(1));
    const [message] = await lone.receive(now);
    await expect(lone.bury(message!, 'no use')).rejects.toMatchObject({
      engine: 'sqs',
      cause: { message: expect.stringMatching(/has no dead-letter queue$/) },
    });
    expect(await lone.deadLetters.list(10)).toEqual([]);
    expect(await lone.figures()).toEqual({ waiting: 0, inFlight: 1, dead: 0 });
  });

  test('those that cannot be sent again stay dead, and are not counted', async () => {
    await bury(4);
    const { queue } = queueRefusing('SendMessageBatchCommand', (body) => (body === '02' ? invalid : undefined));
    expect(await queue.deadLetters.redrive()).toBe(3);
    expect(await dead()).toEqual(['02']);
    expect(await received(sound)).toEqual(['00', '01', '03']);
  });

  test('those that are sent again and then cannot be deleted are dead and alive, and the caller knows', async () => {
    await bury(2);
    const { queue } = queueRefusing('DeleteMessageBatchCommand', () => internal);
    await expect(queue.deadLetters.redrive()).rejects.toMatchObject({
      engine: 'sqs',
      cause: { name: 'InternalError' },
    });
    expect(await received(sound)).toEqual(['00', '01']);
    expect(await dead()).toEqual(['00', '01']);
  });

  test('a look that fails in the middle hides none of them', async () => {
    for (let round = 0; round < 2; round++) await bury(10);
    const queue = queueFailing('ReceiveMessageCommand', broken, (request) => request === 2);
    await expect(queue.deadLetters.list(100)).rejects.toMatchObject({ engine: 'sqs' });
    expect(await dead()).toHaveLength(20);
  });

  test('one that died by deliveries tells how many, however often it was looked at', async () => {
    await sound.send(numbered(1));
    for (let round = 0; round < 2; round++)
      for (const message of await sound.receive(now)) await sound.release(message, 0);
    await sound.receive(now);
    for (let look = 0; look < 3; look++)
      expect(await sound.deadLetters.list(10)).toMatchObject([{ body: '00', receiveCount: 2 }]);
  });

  test('what dies again at once is not sent again by the same call', async () => {
    await bury(1);
    const queue = queueWith(async ({ command, send }) => {
      const answer = await send();
      if (command !== 'DeleteMessageBatchCommand') return answer;
      for (const message of await sound.receive(now)) await sound.bury(message, 'still no use');
      return answer;
    });
    expect(await queue.deadLetters.redrive()).toBe(1);
    expect(await sound.deadLetters.list(10)).toMatchObject([{ reason: 'still no use' }]);
  });
});
