import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { historyEntry, objectState, secondsIn2026, sequencer } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { onTheWire, type WireTry } from '../test/wire.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';

const reconciledBefore = secondsIn2026(0);
const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);

describeOnDynamo('recording changes of several objects at once', (engine) => {
  let tables: EventTables;
  let tries: WireTry[];
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  const sizes = (): number[] =>
    tries.filter(({ input }) => input.Statements).map(({ input }) => input.Statements.length);
  const puts = (): number => tries.filter(({ command }) => command === 'PutItemCommand').length;

  describe.each(['direct', 'sdk'] as const)('by %s insertions', (batches) => {
    let repository: DynamoObjectRecordRepository;
    let answer: ((wireTry: WireTry) => Promise<object>) | undefined;
    beforeEach(async () => {
      const client = tables.newClient();
      tries = [];
      answer = undefined;
      onTheWire(client, (wireTry) => {
        tries.push(wireTry);
        return wireTry.command === 'BatchExecuteStatementCommand' && answer !== undefined
          ? answer(wireTry)
          : wireTry.send();
      });
      repository = new DynamoObjectRecordRepository({ client, tableName: await tables.make(), batches });
    });

    test('takes few requests, and every entry and state is there', async () => {
      expect(await Promise.all(keys.map((key) => repository.addToHistory(historyEntry({ key }))))).toEqual(
        keys.map(() => 'added'),
      );
      expect(sizes()).toEqual([25, 5]);
      const states = keys.map((key) => objectState({ key }));
      const condition = { olderThan: states[0]!.sequencer, reconciledBefore };
      expect(await Promise.all(states.map((state) => repository.replaceCurrent(state, condition)))).toEqual(
        keys.map(() => true),
      );
      expect(await Promise.all(states.map((state) => repository.findCurrent(state)))).toEqual(states);
      expect(puts()).toBe(0);
    });

    test('tells for each of one batch whether it was there', async () => {
      await repository.addToHistory(historyEntry({ key: 'k1' }));
      const outcomes = keys.slice(0, 3).map((key) => repository.addToHistory(historyEntry({ key })));
      expect(await Promise.all(outcomes)).toEqual(['added', 'present', 'added']);
    });

    test('never names one key twice in a request', async () => {
      const entry = historyEntry();
      const outcomes = await Promise.all([1, 2, 3].map(() => repository.addToHistory(entry)));
      expect(outcomes.sort()).toEqual(['added', 'present', 'present']);
      expect(sizes()).toEqual([1, 1, 1]);
    });

    test('writes by itself what DynamoDB refused within an answer', async () => {
      answer = ({ input }) =>
        Promise.resolve({ Responses: input.Statements.map(() => ({ Error: { Code: 'ThrottlingError' } })) });
      const state = objectState();
      expect(await repository.addToHistory(historyEntry())).toBe('added');
      expect(await repository.replaceCurrent(state, { olderThan: state.sequencer, reconciledBefore })).toBe(true);
      expect([await repository.findCurrent(state), puts()]).toEqual([state, 2]);
    });

    test('is left where keys turn out to have a state, and comes back after a while', async () => {
      for (let change = 1; change <= 150; change++) {
        const state = objectState({ sequencer: sequencer(change.toString(16).padStart(16, '0')) });
        const condition = { olderThan: state.sequencer, reconciledBefore };
        expect(await repository.replaceCurrent(state, condition)).toBe(true);
      }
      expect(puts()).toBe(149);
      expect(sizes().length).toBeGreaterThan(8);
      expect(sizes().length).toBeLessThan(40);
    });

    test('is nothing for a removal: there is a state', async () => {
      const state = objectState({ removed: true });
      expect(await repository.replaceCurrent(state, { olderThan: state.sequencer, reconciledBefore })).toBe(true);
      expect([sizes(), puts()]).toEqual([[], 1]);
    });
  });
});
