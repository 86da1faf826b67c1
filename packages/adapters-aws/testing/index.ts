/** A DynamoDB for tests, of this package and of others. */
export { describeOnDynamo } from './describe-on-dynamo.js';
export { dynamoEngineSource, startDynamoEngine, type DynamoEngine, type DynamoEngineSource } from './dynamo-engine.js';
