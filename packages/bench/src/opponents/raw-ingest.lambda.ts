/** What somebody writes who wants a catalogue of a bucket: for each notification, one after the other, a look at the object and a write. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context, S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import xray from 'aws-xray-sdk-core';
import { writeSync } from 'node:fs';

const { TABLE_NAME: tableName, DYNAMODB_ENDPOINT: dynamoEndpoint, S3_ENDPOINT: s3Endpoint } = process.env;
const documents = DynamoDBDocumentClient.from(
  xray.captureAWSv3Client(new DynamoDBClient({ ...(dynamoEndpoint && { endpoint: dynamoEndpoint }) })),
);
const s3 = xray.captureAWSv3Client(
  new S3Client({
    ...(s3Endpoint && { endpoint: s3Endpoint, forcePathStyle: true }),
    responseChecksumValidation: 'WHEN_REQUIRED',
  }),
);

/** Records the objects that notifications of SQS tell of; a message that fails comes back. */
export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      for (const record of (JSON.parse(body) as S3Event).Records) await recordObject(record);
    } catch (error) {
      batchItemFailures.push({ itemIdentifier: messageId });
      log({ level: 'ERROR', requestId: context.awsRequestId, messageId, error: String(error) });
    }
  }
  log({ level: 'INFO', requestId: context.awsRequestId, messages: Records.length, failed: batchItemFailures.length });
  return { batchItemFailures };
}

async function recordObject({
  s3: { bucket, object },
  eventTime,
  eventName,
}: S3Event['Records'][number]): Promise<void> {
  const Key = decodeURIComponent(object.key.replaceAll('+', ' '));
  const found = await s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key }));
  await documents.send(
    new PutCommand({
      TableName: tableName,
      Item: {
        pk: `OBJECT#${bucket.name}#${Key}`,
        sk: 'CURRENT',
        sequencer: object.sequencer,
        eventTime,
        eventName,
        size: found.ContentLength,
        eTag: found.ETag,
        contentType: found.ContentType,
        lastModified: found.LastModified?.toISOString(),
        metadata: found.Metadata,
      },
      ConditionExpression: 'attribute_not_exists(pk) OR sequencer < :sequencer',
      ExpressionAttributeValues: { ':sequencer': object.sequencer },
    }),
  );
}

function log(line: object): void {
  writeSync(1, `${JSON.stringify({ timestamp: new Date().toISOString(), ...line })}\n`);
}
