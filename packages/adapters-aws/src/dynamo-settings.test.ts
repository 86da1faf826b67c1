import { describe, expect, test } from '@jest/globals';
import { readDynamoSettings } from './dynamo-settings.js';

describe('the settings of DynamoDB', () => {
  test('are a table and a region on AWS', () => {
    const settings = readDynamoSettings({ TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1', DYNAMODB_ENDPOINT: '' });
    expect(settings).toEqual({ ok: true, value: { tableName: 'annals', batches: 'direct', region: 'eu-central-1' } });
  });

  test('need no region for an endpoint', () => {
    const settings = readDynamoSettings({ TABLE_NAME: 'annals', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' });
    const value = { tableName: 'annals', batches: 'direct', region: 'us-east-1', endpoint: 'http://127.0.0.1:8000' };
    expect(settings).toEqual({ ok: true, value });
  });

  test.each(['direct', 'sdk', 'puts'])('say that batches are written by %s', (batches) => {
    const settings = readDynamoSettings({
      TABLE_NAME: 'annals',
      AWS_REGION: 'eu-central-1',
      DYNAMODB_BATCHES: batches,
    });
    expect(settings).toMatchObject({ ok: true, value: { batches } });
  });

  test('name every fault at once', () => {
    const missing = readDynamoSettings({});
    expect(missing).toEqual({
      ok: false,
      error: [expect.stringMatching(/^TABLE_NAME/), expect.stringMatching(/^AWS_REGION/)],
    });
    const wrong = readDynamoSettings({
      TABLE_NAME: 'a b',
      AWS_REGION: 'Frankfurt!',
      DYNAMODB_ENDPOINT: 'ftp://host',
      DYNAMODB_BATCHES: 'no',
    });
    const faults = [/^TABLE_NAME/, /^DYNAMODB_BATCHES/, /^DYNAMODB_ENDPOINT/, /^AWS_REGION/].map(
      (name) => expect.stringMatching(name) as unknown,
    );
    expect(wrong).toEqual({ ok: false, error: faults });
  });

  test.each(['localhost:8000', 'http://', '8000', 'nonsense'])('refuse %s as an endpoint', (endpoint) => {
    expect(readDynamoSettings({ TABLE_NAME: 'annals', DYNAMODB_ENDPOINT: endpoint }).ok).toBe(false);
  });
});
