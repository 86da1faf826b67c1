import { describe } from '@jest/globals';
import { describeObjectRecordRepository } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';

describeOnDynamo('on DynamoDB', (engine) => {
  let tables: EventTables;
  describe.each(['direct', 'sdk', 'puts'] as const)('with batches written as %s', (batches) =>
    describeObjectRecordRepository('DynamoObjectRecordRepository', {
      start: () => {
        tables = new EventTables(engine().endpoint);
        return Promise.resolve();
      },
      empty: async () =>
        new DynamoObjectRecordRepository({ client: tables.client, tableName: await tables.make(), batches }),
      stop: () => tables.close(),
    }),
  );
});
