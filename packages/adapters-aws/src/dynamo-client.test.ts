import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoClient } from './dynamo-client.js';

/** Every variable that says where credentials are. */
const variables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

describe('the credentials of a client', () => {
  const before = new Map(variables.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of variables) Reflect.deleteProperty(process.env, name);
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const accessKeyId = async (endpoint?: string): Promise<string> => {
    const client = createDynamoClient({ region: 'us-east-1', ...(endpoint !== undefined && { endpoint }) });
    try {
      return (await client.config.credentials()).accessKeyId;
    } finally {
      client.destroy();
    }
  };

  test('are made up for a local engine where the environment names none', async () => {
    expect(await accessKeyId('http://127.0.0.1:8000')).toBe('local');
  });

  test.each(['http://127.0.0.1:8000', 'https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com', undefined])(
    'are those of the environment for %s',
    async (endpoint) => {
      process.env['AWS_ACCESS_KEY_ID'] = 'from-the-environment';
      process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
      expect(await accessKeyId(endpoint)).toBe('from-the-environment');
    },
  );

  test('are those of the container where it has some, also behind an endpoint', async () => {
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = 'http://127.0.0.1:1/credentials';
    await expect(accessKeyId('http://127.0.0.1:8000')).rejects.toThrow();
  });
});
