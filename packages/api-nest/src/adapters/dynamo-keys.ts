import { createDynamoClient, DynamoApiKeyRepository, readDynamoSettings } from '@annals/adapters-aws';
import { ok } from '@annals/domain';
import type { PrepareKeys } from './keys.js';

/** The keys in the table that the server would have. */
export const prepareDynamoKeys: PrepareKeys = (environment) => {
  const settings = readDynamoSettings(environment);
  if (!settings.ok) return settings;
  return ok(() => {
    const { tableName, endpoint, region } = settings.value;
    const client = createDynamoClient(settings.value);
    return {
      repository: new DynamoApiKeyRepository({ client, tableName }),
      place: `table ${tableName} at ${endpoint ?? region}`,
      close: () => client.destroy(),
    };
  });
};
