import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamoEngineSource, startDynamoEngine, type DynamoEngine } from './dynamo-engine.js';

/**
 * States facts that need a DynamoDB: it runs while they are judged. Where there is none, the one fact is that they were skipped and
 * why, which is printed too.
 *
 * @param facts registers them; it is given what returns the engine once they run
 */
export function describeOnDynamo(name: string, facts: (engine: () => DynamoEngine) => void): void {
  const source = dynamoEngineSource();
  if (source.kind === 'none') {
    test(`${name}: skipped, ${source.reason}`, () => {
      process.stderr.write(`${name}: skipped, ${source.reason}\n`);
      expect(dynamoEngineSource()).toEqual(source);
    });
    return;
  }
  describe(name, () => {
    let engine: DynamoEngine;
    beforeAll(async () => {
      engine = await startDynamoEngine(source);
    });
    afterAll(async () => engine.stop());
    facts(() => engine);
  });
}
