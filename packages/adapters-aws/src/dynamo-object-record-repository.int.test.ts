import { describeObjectRecordRepository } from '@annals/domain/testing';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { DynamoObjectRecordRepository } from './dynamo-object-record-repository.js';

describeOnDynamo('on DynamoDB', (engine) => {
  let tables: EventTables;
  describeObjectRecordRepository('DynamoObjectRecordRepository', {
    start: () => {
      tables = new EventTables(engine().endpoint);
      return Promise.resolve();
    },
    empty: async () => new DynamoObjectRecordRepository({ client: tables.client, tableName: await tables.make() }),
    stop: () => tables.close(),
  });
});
