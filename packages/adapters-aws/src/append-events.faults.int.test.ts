import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createClock, EngineUnavailable, recordEvent, type AppendAttempt, type Event } from '@annals/domain';
import { attempt, draft, event, newYear2026Micros, sha256 } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { broken, denied, hungUp, onTheWire, throttled, unreached, type WireTry } from '../test/wire.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

const atMs = newYear2026Micros / 1000;
const maxAttempts = 2;

function attempts(count: number): AppendAttempt[] {
  return Array.from({ length: count }, (_, index) => attempt(event({ id: `e${index}` })));
}

describeOnDynamo('appending to DynamoDB by conditional puts while it fails', (engine) => {
  let tables: EventTables;
  let tableName: string;
  let sound: DynamoEventRepository;

  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  beforeEach(async () => {
    tableName = await tables.make();
    sound = new DynamoEventRepository({ client: tables.client, tableName });
  });
  afterAll(() => tables.close());

  /** A repository whose puts go through a fault. */
  function repositoryWith(fault: (put: WireTry) => Promise<object>): DynamoEventRepository {
    const client = tables.newClient({ maxAttempts });
    onTheWire(client, (wireTry) => (wireTry.command === 'PutItemCommand' ? fault(wireTry) : wireTry.send()));
    return new DynamoEventRepository({ client, tableName, batches: 'puts' });
  }

  function isPutOf(id: string, { input }: WireTry): boolean {
    return input.Item.pk.S === `EVENT#${id}#/`;
  }

  async function isStored(of: Event): Promise<boolean> {
    return (await sound.find(of, atMs)) !== undefined;
  }

  test('a write whose answer was lost is met by its retry as its own, and counts as recorded', async () => {
    let lost = 0;
    const repository = repositoryWith(async ({ send }) => {
      const answer = await send();
      if (lost++ === 0) throw hungUp();
      return answer;
    });
    const once = attempt(event());
    expect(await repository.append([once], atMs)).toEqual([{ code: 'present', stored: once }]);
    expect(lost).toBe(1);
    lost = 0;
    const dependencies = { repository, clock: createClock(), ids: { nextId: () => 'w1' }, sha256 };
    expect(await recordEvent(draft({ id: 'whole' }), dependencies)).toMatchObject({
      code: 'recorded',
      event: { id: 'whole' },
    });
    expect(lost).toBe(1);
  });

  test('a write whose every answer was lost is failed, is there whole, and settles as its own when it is made again', async () => {
    const repository = repositoryWith(async ({ send }) => {
      await send().catch(() => undefined);
      throw hungUp();
    });
    const lost = attempt(event());
    expect(await repository.append([lost], atMs)).toEqual([
      { code: 'failed', cause: expect.objectContaining({ message: 'socket hang up' }) as unknown },
    ]);
    expect(await sound.find(lost.event, atMs)).toEqual(lost.event);
    expect(await sound.append([lost], atMs)).toEqual([{ code: 'present', stored: lost }]);
  });

  test('a write that lost its answer to another writer meets the other’s event', async () => {
    const winner = attempt(event({ payload: 'theirs' }));
    let tries = 0;
    const repository = repositoryWith(async ({ send }) => {
      if (tries++ > 0) return send();
      await sound.append([winner], atMs);
      throw hungUp();
    });
    expect(await repository.append([attempt(event({ payload: 'ours' }))], atMs)).toEqual([
      { code: 'present', stored: winner },
    ]);
  });

  test.each([
    ['throttled', throttled],
    ['met by an internal error', broken],
  ])('an attempt that is %s once is appended by a retry', async (_, fault) => {
    let tries = 0;
    const repository = repositoryWith(({ send }) => (tries++ === 0 ? Promise.reject(fault()) : send()));
    expect(await repository.append(attempts(1), atMs)).toEqual([{ code: 'appended' }]);
    expect(tries).toBe(2);
  });

  test.each([
    ['throttled', throttled],
    ['met by internal errors', broken],
    ['refused', denied],
  ])('an attempt that is %s again and again is failed, with the cause, and fails no other', async (_, fault) => {
    const repository = repositoryWith((put) => (isPutOf('e1', put) ? Promise.reject(fault()) : put.send()));
    const three = attempts(3);
    expect(await repository.append(three, atMs)).toEqual([
      { code: 'appended' },
      { code: 'failed', cause: expect.objectContaining({ name: fault().name }) as unknown },
      { code: 'appended' },
    ]);
    expect(await Promise.all(three.map(({ event: one }) => isStored(one)))).toEqual([true, false, true]);
  });

  test('a call that is throttled throughout is failed event by event, and can be made again', async () => {
    const repository = repositoryWith(() => Promise.reject(throttled()));
    const three = attempts(3);
    expect((await repository.append(three, atMs)).map(({ code }) => code)).toEqual(['failed', 'failed', 'failed']);
    expect((await sound.append(three, atMs)).map(({ code }) => code)).toEqual(['appended', 'appended', 'appended']);
  });

  test.each([
    ['is refused', denied],
    ['reaches nobody', unreached],
  ])('a call that %s throughout is no outcome of its events: the engine is unavailable', async (_, fault) => {
    const call = repositoryWith(() => Promise.reject(fault())).append(attempts(3), atMs);
    await expect(call).rejects.toMatchObject({ engine: 'dynamodb', cause: { message: fault().message } });
    await expect(call).rejects.toBeInstanceOf(EngineUnavailable);
  });

  test('a call that reaches nobody in the middle keeps the outcomes that it has', async () => {
    const repository = repositoryWith((put) => (isPutOf('e0', put) ? put.send() : Promise.reject(unreached())));
    const outcomes = await repository.append(attempts(3), atMs);
    expect(outcomes.map(({ code }) => code)).toEqual(['appended', 'failed', 'failed']);
  });

  test('a long call stops trying once nothing succeeds any more', async () => {
    let puts = 0;
    const repository = repositoryWith((put) => {
      puts++;
      return Number(put.input.Item.pk.S.slice('EVENT#e'.length, -'#/'.length)) < 100
        ? put.send()
        : Promise.reject(throttled());
    });
    const outcomes = await repository.append(attempts(1000), atMs);
    expect(outcomes.map(({ code }) => code)).toEqual(
      outcomes.map((__, index) => (index < 100 ? 'appended' : 'failed')),
    );
    for (const outcome of outcomes.slice(100)) expect(outcome).toMatchObject({ cause: { name: throttled().name } });
    expect(puts).toBeLessThan(300);
  });

  test('nothing is written while the shard counts cannot be read', async () => {
    const client = tables.newClient({ maxAttempts });
    onTheWire(client, ({ command, send }) => (command === 'GetItemCommand' ? Promise.reject(throttled()) : send()));
    const repository = new DynamoEventRepository({ client, tableName });
    const one = event();
    await expect(repository.append([attempt(one)], atMs)).rejects.toBeInstanceOf(EngineUnavailable);
    expect(await isStored(one)).toBe(false);
  });

  test('an error that is not the engine’s is thrown as it is', async () => {
    const defect = new TypeError('a defect');
    await expect(repositoryWith(() => Promise.reject(defect)).append(attempts(1), atMs)).rejects.toBe(defect);
  });
});
