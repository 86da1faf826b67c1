/** A DynamoDB, an S3, an SQS and a daemon of X-Ray for tests, of this package and of others. */
export { describeOnDynamo } from './describe-on-dynamo.js';
export { dynamoEngineSource, startDynamoEngine, type DynamoEngine, type DynamoEngineSource } from './dynamo-engine.js';
export { startS3Engine, type S3Engine } from './s3-engine.js';
export { startSqsEngine, type SqsEngine, type SqsQueueUrls } from './sqs-engine.js';
export { XRayDaemon, type SegmentDocument } from './x-ray-daemon.js';
