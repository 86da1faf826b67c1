import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EngineUnavailable, type AppendAttempt } from '@annals/domain';
import { attempt, event, newYear2026Micros } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { broken, denied, hungUp, onTheWire, throttled, unreached, type WireTry } from '../test/wire.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

const atMs = newYear2026Micros / 1000;

function attempts(count: number): AppendAttempt[] {
  return Array.from({ length: count }, (_, index) => attempt(event({ id: `e${index}` })));
}

/** The ids of the events whose insertion a try asks for. */
function idsOf({ input }: WireTry): string[] {
  return input.Statements.map(({ Parameters }) => Parameters[0]!.S.slice('EVENT#'.length, -'#/'.length));
}

describeOnDynamo('appending several events to DynamoDB at once', (engine) => {
  let tables: EventTables;
  let tableName: string;
  let sound: DynamoEventRepository;

  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  beforeEach(async () => {
    tableName = await tables.make();
    sound = new DynamoEventRepository({ client: tables.client, tableName, batches: 'puts' });
  });
  afterAll(() => tables.close());

  describe.each(['direct', 'sdk'] as const)('by %s insertions', (batches) => {
    type Act = (wireTry: WireTry) => Promise<object>;

    /** A repository whose tries at commands go through what a fact does to them, each of one kind; the tries at all of them. */
    function repositoryWith(acts: Readonly<Record<string, Act>>): {
      repository: DynamoEventRepository;
      tries: WireTry[];
    } {
      const client = tables.newClient({ maxAttempts: 2 });
      const tries: WireTry[] = [];
      onTheWire(client, (wireTry) => {
        tries.push(wireTry);
        return (acts[wireTry.command] ?? wireTry.send)(wireTry);
      });
      return { repository: new DynamoEventRepository({ client, tableName, batches }), tries };
    }

    const withInsertions = (act: Act) => repositoryWith({ BatchExecuteStatementCommand: act });

    /** Writes what is asked for, except what is refused, and says so in the answer as DynamoDB does. */
    function refusing(all: readonly AppendAttempt[], codeOf: (id: string) => string | undefined): Act {
      return async (wireTry) => {
        const ids = idsOf(wireTry);
        const taken = all.filter(({ event: { id } }) => ids.includes(id) && codeOf(id) === undefined);
        await sound.append(taken, atMs);
        return { Responses: ids.map((id) => (codeOf(id) === undefined ? {} : { Error: { Code: codeOf(id) } })) };
      };
    }

    async function storedOf(all: readonly AppendAttempt[]): Promise<boolean[]> {
      return Promise.all(all.map(async ({ event: one }) => (await sound.find(one, atMs)) !== undefined));
    }

    test('takes one request for 25, and none that writes one by one', async () => {
      const { repository, tries } = repositoryWith({});
      const sixty = attempts(60);
      expect(await repository.append(sixty, atMs)).toEqual(sixty.map(() => ({ code: 'appended' })));
      const sizes = tries.filter(({ input }) => input.Statements).map(({ input }) => input.Statements.length);
      expect(sizes.sort((left, right) => right - left)).toEqual([25, 25, 10]);
      expect(tries.some(({ command }) => command === 'PutItemCommand')).toBe(false);
      expect(await storedOf(sixty)).toEqual(sixty.map(() => true));
    });

    test('takes a conditional put for one', async () => {
      const { repository, tries } = repositoryWith({});
      expect(await repository.append(attempts(1), atMs)).toEqual([{ code: 'appended' }]);
      expect(tries.map(({ command }) => command)).toEqual(['GetItemCommand', 'PutItemCommand']);
    });

    test('cuts large events into requests of a mebibyte', async () => {
      const { repository, tries } = repositoryWith({});
      const payload = 'x'.repeat(250_000);
      const large = Array.from({ length: 9 }, (_, index) => attempt(event({ id: `e${index}`, payload })));
      expect((await repository.append(large, atMs)).map(({ code }) => code)).toEqual(large.map(() => 'appended'));
      const sizes = tries.filter(({ input }) => input.Statements).map(({ input }) => input.Statements.length);
      expect(sizes).toEqual([4, 4]);
      expect(await sound.find(large[8]!.event, atMs)).toEqual(large[8]!.event);
    });

    test('reads, consistently, only those that were taken, and tells whose they are', async () => {
      const [free, replayed, own, contested] = attempts(4) as [
        AppendAttempt,
        AppendAttempt,
        AppendAttempt,
        AppendAttempt,
      ];
      const first = attempt(replayed.event);
      const other = attempt(event({ id: 'e3', payload: 'theirs' }));
      await sound.append([first, own, other], atMs);
      const { repository, tries } = repositoryWith({});
      expect(await repository.append([free, replayed, own, contested], atMs)).toEqual([
        { code: 'appended' },
        { code: 'present', stored: first },
        { code: 'present', stored: own },
        { code: 'present', stored: other },
      ]);
      const [read, ...more] = tries.filter(({ command }) => command === 'BatchGetItemCommand');
      const { Keys, ConsistentRead } = read!.input.RequestItems![tableName]!;
      expect(Keys.map(({ pk }) => pk.S)).toEqual(['EVENT#e1#/', 'EVENT#e2#/', 'EVENT#e3#/']);
      expect([ConsistentRead, more]).toEqual([true, []]);
    });

    test('takes the place of what has expired, by a conditional put', async () => {
      const laterMs = atMs + 2000;
      await sound.append([attempt(event({ id: 'e0', payload: 'old', expiresAt: '2026-01-01T00:00:01Z' }))], atMs);
      const { repository, tries } = repositoryWith({});
      const two = attempts(2);
      expect(await repository.append(two, laterMs)).toEqual([{ code: 'appended' }, { code: 'appended' }]);
      expect(tries.filter(({ command }) => command === 'PutItemCommand').map(({ input }) => input.Item.pk.S)).toEqual([
        'EVENT#e0#/',
      ]);
      expect(await sound.find(two[0]!.event, laterMs)).toEqual(two[0]!.event);
    });

    test('takes the place of what was deleted before it could be read', async () => {
      const three = attempts(3);
      const { repository } = withInsertions(refusing(three, (id) => (id === 'e1' ? 'DuplicateItem' : undefined)));
      expect(await repository.append(three, atMs)).toEqual(three.map(() => ({ code: 'appended' })));
      expect(await storedOf(three)).toEqual([true, true, true]);
    });

    test('fails those that were taken and cannot be read, with the cause, and no other', async () => {
      const three = attempts(3);
      await sound.append([attempt(three[1]!.event)], atMs);
      const { repository } = repositoryWith({ BatchGetItemCommand: () => Promise.reject(throttled()) });
      expect(await repository.append(three, atMs)).toEqual([
        { code: 'appended' },
        { code: 'failed', cause: expect.objectContaining({ name: throttled().name }) as unknown },
        { code: 'appended' },
      ]);
    });

    test('meets its own events after the answer to a request was lost', async () => {
      let lost = 0;
      const { repository } = withInsertions(async ({ send }) => {
        const answer = await send();
        if (lost++ === 0) throw hungUp();
        return answer;
      });
      const three = attempts(3);
      expect(await repository.append(three, atMs)).toEqual(three.map((stored) => ({ code: 'present', stored })));
      expect(lost).toBe(2);
    });

    test('fails events whose every answer was lost; they are there whole, and settle as their own later', async () => {
      const { repository } = withInsertions(async ({ send }) => {
        await send();
        throw hungUp();
      });
      const three = attempts(3);
      const cause = expect.objectContaining({ message: 'socket hang up' }) as unknown;
      expect(await repository.append(three, atMs)).toEqual(three.map(() => ({ code: 'failed', cause })));
      expect(await storedOf(three)).toEqual([true, true, true]);
      expect(await sound.append(three, atMs)).toEqual(three.map((stored) => ({ code: 'present', stored })));
    });

    test.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded', 'TransactionConflict'])(
      'asks again for what met %s within an answer, and for nothing else',
      async (code) => {
        const three = attempts(3);
        let asked = 0;
        const first = refusing(three, (id) => (id === 'e1' ? code : undefined));
        const { repository, tries } = withInsertions((put) => (asked++ === 0 ? first(put) : put.send()));
        expect(await repository.append(three, atMs)).toEqual(three.map(() => ({ code: 'appended' })));
        const batches_ = tries.filter(({ command }) => command === 'BatchExecuteStatementCommand');
        expect(batches_.map(idsOf)).toEqual([['e0', 'e1', 'e2'], ['e1']]);
      },
    );

    test('meets its own event after DynamoDB failed once it was written', async () => {
      let asked = 0;
      const { repository } = withInsertions(async ({ send }) => {
        const answer = await send();
        return asked++ === 0 ? { Responses: [{}, { Error: { Code: 'InternalServerError' } }] } : answer;
      });
      const two = attempts(2);
      expect(await repository.append(two, atMs)).toEqual([{ code: 'appended' }, { code: 'present', stored: two[1] }]);
    });

    test.each([
      ['ThrottlingError', 'ThrottlingException', 3],
      ['ValidationError', 'ValidationException', 1],
      ['AccessDenied', 'AccessDeniedException', 1],
    ])('fails what meets %s throughout, as %s after %i tries, and no other', async (code, name, count) => {
      const three = attempts(3);
      const { repository, tries } = withInsertions(refusing(three, (id) => (id === 'e1' ? code : undefined)));
      expect(await repository.append(three, atMs)).toEqual([
        { code: 'appended' },
        { code: 'failed', cause: expect.objectContaining({ name }) as unknown },
        { code: 'appended' },
      ]);
      expect(tries.filter(({ input }) => input.Statements)).toHaveLength(count);
      expect(await storedOf(three)).toEqual([true, false, true]);
    });

    test.each([
      ['throttled', throttled],
      ['met by an internal error', broken],
    ])('sends a request that is %s a second time', async (_, fault) => {
      let tries = 0;
      const { repository } = withInsertions(({ send }) => (tries++ === 0 ? Promise.reject(fault()) : send()));
      expect(await repository.append(attempts(2), atMs)).toEqual([{ code: 'appended' }, { code: 'appended' }]);
    });

    test('fails event by event where every request is throttled, and can be made again', async () => {
      const { repository } = withInsertions(() => Promise.reject(throttled()));
      const three = attempts(3);
      expect((await repository.append(three, atMs)).map(({ code }) => code)).toEqual(['failed', 'failed', 'failed']);
      expect((await sound.append(three, atMs)).map(({ code }) => code)).toEqual(['appended', 'appended', 'appended']);
    });

    test.each([
      ['is refused', denied],
      ['reaches nobody', unreached],
    ])('a call that %s throughout is no outcome of its events: the engine is unavailable', async (_, fault) => {
      const call = withInsertions(() => Promise.reject(fault())).repository.append(attempts(30), atMs);
      await expect(call).rejects.toMatchObject({ engine: 'dynamodb', cause: { message: fault().message } });
      await expect(call).rejects.toBeInstanceOf(EngineUnavailable);
    });

    test('a call whose every statement is refused says so too', async () => {
      const three = attempts(3);
      const call = withInsertions(refusing(three, () => 'ResourceNotFound')).repository.append(three, atMs);
      await expect(call).rejects.toMatchObject({ engine: 'dynamodb', cause: { name: 'ResourceNotFoundException' } });
    });

    test('does not take for written what an answer leaves out', async () => {
      const { repository } = withInsertions(() => Promise.resolve({ Responses: [{}] }));
      const cause = expect.objectContaining({ message: 'DynamoDB answered 1 of 2 statements' }) as unknown;
      expect(await repository.append(attempts(2), atMs)).toEqual([1, 2].map(() => ({ code: 'failed', cause })));
    });

    test('a long call stops trying once nothing succeeds any more', async () => {
      const { repository, tries } = withInsertions((put) =>
        Number(idsOf(put)[0]!.slice(1)) < 100 ? put.send() : Promise.reject(throttled()),
      );
      const outcomes = await repository.append(attempts(2000), atMs);
      expect(outcomes.map(({ code }) => code)).toEqual(
        outcomes.map((__, index) => (index < 100 ? 'appended' : 'failed')),
      );
      for (const outcome of outcomes.slice(100)) expect(outcome).toMatchObject({ cause: { name: throttled().name } });
      expect(tries.length).toBeLessThan(50);
    });

    test('an error that is not the engine’s is thrown as it is', async () => {
      const defect = new TypeError('a defect');
      const { repository } = withInsertions(() => Promise.reject(defect));
      await expect(repository.append(attempts(2), atMs)).rejects.toBe(defect);
    });
  });
});
