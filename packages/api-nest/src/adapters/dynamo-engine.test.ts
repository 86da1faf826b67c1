import { describe, expect, it } from '@jest/globals';
import { prepareDynamo } from './dynamo-engine.js';
import type { Engine } from './engine.js';
import { loadEngine } from './load-engine.js';

function open(environment: Readonly<Record<string, string>>): Promise<Engine> {
  const prepared = prepareDynamo(environment);
  if (!prepared.ok) throw new Error(prepared.error.join());
  return prepared.value(() => {});
}

describe('DynamoDB as the engine', () => {
  it('is what its name loads', async () => {
    expect(await loadEngine('dynamodb')).toBe(prepareDynamo);
  });

  it('lists every fault of its variables', () => {
    const prepared = prepareDynamo({ DYNAMODB_ENDPOINT: 'nowhere' });
    expect(prepared).toMatchObject({
      ok: false,
      error: [expect.stringMatching(/^TABLE_NAME/), expect.stringMatching(/^DYNAMODB_ENDPOINT/)],
    });
  });

  it('says which table it keeps events in, and where', async () => {
    const aws = await open({ TABLE_NAME: 'annals', AWS_REGION: 'eu-central-1' });
    expect([aws.name, aws.place]).toEqual(['dynamodb', 'table annals at eu-central-1']);
    await aws.close();
  });
});
