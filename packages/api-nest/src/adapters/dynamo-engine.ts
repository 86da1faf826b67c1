import { createDynamoClient, DynamoEventRepository, readDynamoSettings } from '@annals/adapters-aws';
import { ok } from '@annals/domain';
import type { PrepareEngine } from './engine.js';

/** DynamoDB, on AWS or at an endpoint. */
export const prepareDynamo: PrepareEngine = (environment) => {
  const settings = readDynamoSettings(environment);
  if (!settings.ok) return settings;
  const { tableName, region, endpoint } = settings.value;
  return ok(() => {
    const client = createDynamoClient(settings.value);
    return Promise.resolve({
      name: 'dynamodb',
      place: `table ${tableName} at ${endpoint ?? region}`,
      events: new DynamoEventRepository({ client, tableName }),
      close: () => {
        client.destroy();
        return Promise.resolve();
      },
    });
  });
};
