import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamoEngineSource, startDynamoEngine, type DynamoEngine, type DynamoEngineSource } from './dynamo-engine.js';

/**
 * States facts that need a DynamoDB: it runs while they are judged. Where there is none, the one fact is that they were skipped and
 * why, which is printed too.
 *
 * @param facts registers them; it is given what returns the engine once they run
 */
export function describeOnDynamo(
  name: string,
  facts: (engine: () => DynamoEngine) => void,
  source: DynamoEngineSource = dynamoEngineSource(),
): void {
  if (source.kind === 'none') {
    test(`${name}: skipped, ${source.reason}`, async () => {
      process.stderr.write(`${name}: skipped, ${source.reason}\n`);
      await expect(startDynamoEngine(source)).rejects.toThrow(source.reason);
    });
    return;
  }
  describe(name, () => {
    let engine: DynamoEngine;
    beforeAll(async () => {
      engine = await startDynamoEngine(source);
    });
    facts(() => engine);
    // The last to be registered runs last: what the facts clean up, they clean up on a living engine.
    afterAll(async () => engine.stop());
  });
}
