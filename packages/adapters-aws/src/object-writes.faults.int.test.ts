import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  applyObjectChange,
  createClock,
  EngineUnavailable,
  reconcileObjects,
  type ObjectRecordRepository,
} from '@annals/domain';
import { historyEntry, InMemoryObjectStore, objectState, secondsIn2026, sequencer } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { broken, denied, hungUp, onTheWire, throttled, type WireTry } from '../test/wire.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';

const reconciledBefore = secondsIn2026(0);

describeOnDynamo('writing objects to DynamoDB while it fails', (engine) =>
  describe.each(['direct', 'sdk', 'puts'] as const)('with batches written as %s', (batches) => {
    let tables: EventTables;
    let tableName: string;
    let sound: DynamoObjectRecordRepository;

    beforeAll(() => {
      tables = new EventTables(engine().endpoint);
    });
    beforeEach(async () => {
      tableName = await tables.make();
      sound = new DynamoObjectRecordRepository({ client: tables.client, tableName });
    });
    afterAll(() => tables.close());

    /** A repository whose writes go through a fault. */
    function repositoryWith(fault: (put: WireTry) => Promise<object>): DynamoObjectRecordRepository {
      const client = tables.newClient({ maxAttempts: 2 });
      const writes = ['PutItemCommand', 'BatchExecuteStatementCommand'];
      onTheWire(client, (wireTry) => (writes.includes(wireTry.command) ? fault(wireTry) : wireTry.send()));
      return new DynamoObjectRecordRepository({ client, tableName, batches });
    }

    /** Every first try is made and its answer lost. */
    function losingAnswers(): DynamoObjectRecordRepository {
      let tries = 0;
      return repositoryWith(async ({ send }) => {
        const answer = await send();
        if (tries++ % 2 === 0) throw hungUp();
        return answer;
      });
    }

    test('a write whose answer was lost is met by its retry as its own, and counts as made', async () => {
      const state = objectState();
      const condition = { olderThan: state.sequencer, reconciledBefore };
      expect(await losingAnswers().replaceCurrent(state, condition)).toBe(true);
      expect(await losingAnswers().addToHistory(historyEntry())).toBe('added');
      expect(await sound.findCurrent(state)).toEqual(state);
      expect((await sound.listHistory(state, { limit: 10 })).items).toHaveLength(1);
    });

    test('a write that met another’s in between does not count as made', async () => {
      const state = objectState();
      const greater = objectState({ sequencer: sequencer('FF') });
      let tries = 0;
      const overtaken = repositoryWith(async ({ send }) => {
        if (tries++ > 0) return send();
        await sound.replaceCurrent(greater, { unchangedSince: undefined });
        throw hungUp();
      });
      expect(await overtaken.replaceCurrent(state, { olderThan: state.sequencer, reconciledBefore })).toBe(false);
      expect(await sound.findCurrent(state)).toEqual(greater);
    });

    test('a reconciliation whose answers are lost repairs all the same, and leaves its history entries', async () => {
      const store = new InMemoryObjectStore();
      await store.put('missing', Buffer.from('1'));
      const deps = { repository: losingAnswers(), store, clock: createClock() };
      const everything = { prefix: '', dryRun: false, deadlineMicros: Number.MAX_SAFE_INTEGER };
      expect((await reconcileObjects(everything, deps)).findings).toEqual([
        { key: 'missing', difference: 'missing', repaired: true },
      ]);
      expect((await sound.listHistory({ bucket: store.bucket, key: 'missing' }, { limit: 10 })).items).toMatchObject([
        { eventName: 'RECONCILED' },
      ]);
    });

    test.each([
      ['throttled', throttled, 1],
      ['broken', broken, 1],
      ['refusing', denied, 30],
    ])(
      'an engine that is %s is unavailable to every write, and a later redelivery mends it',
      async (_, fault, retryAfterSeconds) => {
        const failing: ObjectRecordRepository = repositoryWith(() => Promise.reject(fault()));
        const change = { ...objectState(), bucket: 'main-bucket' };
        const unavailable = { engine: 'dynamodb', retryAfterSeconds };
        const writes = [
          failing.addToHistory(historyEntry()),
          failing.replaceCurrent(objectState(), { unchangedSince: undefined }),
        ];
        for (const write of writes) {
          await expect(write).rejects.toBeInstanceOf(EngineUnavailable);
          await expect(write).rejects.toMatchObject(unavailable);
        }
        const store = new InMemoryObjectStore();
        const clock = createClock();
        await expect(applyObjectChange(change, { repository: failing, store, clock })).rejects.toMatchObject(
          unavailable,
        );
        expect(await applyObjectChange(change, { repository: sound, store, clock })).toBe('applied');
        expect(await sound.findCurrent(change)).toMatchObject({ removed: false, sequencer: change.sequencer });
      },
    );
  }),
);
