import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { onTheWire } from '../test/wire.js';
import { createTable, enableTimeToLive, TableDiffers } from './create-table.js';

describeOnDynamo('making the table', (engine) => {
  let tables: EventTables;
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  test('makes an active table on demand with its three indexes', async () => {
    const tableName = tables.newName();
    expect(await createTable(tables.client, tableName)).toBe('created');
    const { Table } = await tables.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } });
    expect(Table!.GlobalSecondaryIndexes!.map(({ IndexName }) => IndexName).sort()).toEqual(['gsi1', 'gsi2', 'gsi3']);
  });

  test('finds that a fitting table is there', async () => {
    expect(await createTable(tables.client, await tables.make())).toBe('present');
  });

  test('refuses a table of the name that is another, and says how it differs', async () => {
    const tableName = tables.newName();
    await tables.client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    const refused = createTable(tables.client, tableName);
    await expect(refused).rejects.toBeInstanceOf(TableDiffers);
    await expect(refused).rejects.toMatchObject({
      tableName,
      differences: [
        'its key is pk (HASH), must be pk (HASH), sk (RANGE)',
        'it has no index gsi1',
        'it has no index gsi2',
        'it has no index gsi3',
      ],
    });
  });

  test('has expired items deleted, once', async () => {
    const tableName = await tables.make();
    expect(await enableTimeToLive(tables.client, tableName)).toBe('enabled');
    const { TimeToLiveDescription } = await tables.client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
    expect(await enableTimeToLive(tables.client, tableName)).toBe('present');
  });

  test('refuses a time to live that is read from another attribute', async () => {
    const tableName = await tables.make();
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await tables.client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
    await expect(enableTimeToLive(tables.client, tableName)).rejects.toThrow('from the attribute expires, must be ttl');
  });

  test('does without a time to live where the engine has none', async () => {
    const client = tables.newClient();
    const unknown = Object.assign(new Error('An unknown operation was requested.'), {
      name: 'UnknownOperationException',
    });
    onTheWire(client, ({ command, send }) =>
      command === 'DescribeTimeToLiveCommand' ? Promise.reject(unknown) : send(),
    );
    expect(await enableTimeToLive(client, await tables.make())).toBe('unsupported');
  });
});
