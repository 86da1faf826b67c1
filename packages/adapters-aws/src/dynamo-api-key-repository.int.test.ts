import { EngineUnavailable } from '@annals/domain';
import { apiKey, describeApiKeyRepository } from '@annals/domain/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeOnDynamo } from '../testing/index.js';
import { EventTables } from '../test/event-tables.js';
import { DynamoApiKeyRepository } from './dynamo-api-key-repository.js';

describeOnDynamo('on DynamoDB', (engine) => {
  let tables: EventTables;
  beforeAll(() => {
    tables = new EventTables(engine().endpoint);
  });
  afterAll(() => tables.close());

  const repository = async () => new DynamoApiKeyRepository({ client: tables.client, tableName: await tables.make() });

  describeApiKeyRepository('DynamoApiKeyRepository', { empty: repository });

  test('a key counts as added where the answer to that was lost and it was sent again', async () => {
    const keys = await repository();
    expect(await keys.add(apiKey('one'))).toBe(true);
    expect(await keys.add(apiKey('one'))).toBe(true);
    expect(await keys.add({ ...apiKey('one'), secretHash: apiKey('two').secretHash })).toBe(false);
  });

  test('every call says that the engine is unavailable where there is no table', async () => {
    const keys = new DynamoApiKeyRepository({ client: tables.client, tableName: tables.newName() });
    const { keyId } = apiKey('one');
    for (const call of [
      () => keys.add(apiKey('one')),
      () => keys.find(keyId),
      () => keys.list(),
      () => keys.revoke(keyId, 1),
    ])
      await expect(call()).rejects.toThrow(EngineUnavailable);
  });
});
