import { describe } from '@jest/globals';
import { describeEventRepository } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { DynamoEventRepository } from './dynamo-event-repository.js';

describeOnDynamo('on DynamoDB', (engine) => {
  let tables: EventTables;
  describe.each(['direct', 'sdk', 'puts'] as const)('with batches written as %s', (batches) =>
    describeEventRepository('DynamoEventRepository', {
      start: () => {
        tables = new EventTables(engine().endpoint);
        return Promise.resolve();
      },
      empty: async () => new DynamoEventRepository({ client: tables.client, tableName: await tables.make(), batches }),
      stop: () => tables.close(),
    }),
  );
});
