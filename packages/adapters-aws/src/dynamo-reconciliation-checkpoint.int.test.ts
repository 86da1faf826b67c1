import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EngineUnavailable } from '@annals/domain';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { DynamoReconciliationCheckpoint } from './dynamo-reconciliation-checkpoint.js';

describeOnDynamo('a reconciliation’s checkpoint', (engine) => {
  let tables: EventTables;
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  const of = (tableName: string, bucket: string): DynamoReconciliationCheckpoint =>
    new DynamoReconciliationCheckpoint({ client: tables.client, tableName, bucket });

  test('is the last one written for its bucket, whichever key it is', async () => {
    const tableName = await tables.make();
    expect(await of(tableName, 'one').read()).toBeUndefined();
    for (const key of ['a', '\u0000', '\u{1f600}'.repeat(256)]) {
      await of(tableName, 'one').write(key);
      expect(await of(tableName, 'one').read()).toBe(key);
      expect(await of(tableName, 'two').read()).toBeUndefined();
    }
  });

  test('is none once a reconciliation came to the end', async () => {
    const checkpoint = of(await tables.make(), 'one');
    await checkpoint.write('a');
    await checkpoint.write(undefined);
    expect(await checkpoint.read()).toBeUndefined();
  });

  test('cannot be had from a table that is not there', async () => {
    const checkpoint = of('annals-absent', 'one');
    await expect(checkpoint.read()).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(checkpoint.write('a')).rejects.toBeInstanceOf(EngineUnavailable);
  });
});
