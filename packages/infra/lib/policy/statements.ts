import { Aws } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Names } from '../naming.js';
import type { Acknowledgement } from './acknowledgements.js';

/** Items as repositories read and write them; of PartiQL only insertions, and no function deletes. */
export function items(
  table: ITable,
  actions: readonly ('GetItem' | 'BatchGetItem' | 'PartiQLInsert' | 'PutItem' | 'Query')[],
) {
  return new PolicyStatement({
    sid: 'Items',
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });
}

/** Pages of indexes, each named: what lists everything is Scan, which nobody may. */
export function indexes(table: ITable, names: readonly string[]) {
  return new PolicyStatement({
    sid: 'Indexes',
    actions: ['dynamodb:Query'],
    resources: names.map((name) => `${table.tableArn}/index/${name}`),
  });
}

/**
 * What DynamoDB asks of the key in the name of whoever asks it; none where the key is AWS's.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function tableKey(key: IKey | undefined, region: string): PolicyStatement[] {
  const actions = [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ];
  return keyThrough('TableKey', key, { actions, service: `dynamodb.${region}.amazonaws.com` });
}

/** What S3 asks of the key in the name of whoever reads objects, and of whoever writes them. */
export function objectsKey(key: IKey | undefined, region: string, use: 'read' | 'write'): PolicyStatement[] {
  const actions = use === 'read' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'];
  return keyThrough('ObjectsKey', key, { actions, service: `s3.${region}.amazonaws.com` });
}

function keyThrough(
  sid: string,
  key: IKey | undefined,
  { actions, service }: { readonly actions: string[]; readonly service: string },
): PolicyStatement[] {
  if (key === undefined) return [];
  const conditions = { StringEquals: { 'kms:ViaService': service } };
  return [new PolicyStatement({ sid, actions, resources: [key.keyArn], conditions })];
}

/** Objects and their versions, not lists of them. */
export function readObjects(names: Names) {
  return new PolicyStatement({
    sid: 'ReadObjects',
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [arnOfObjects(names)],
  });
}

/** Every object of the main bucket, by the bucket's name: a reference would have another text in each deployment. */
const arnOfObjects = (names: Names) => `arn:${Aws.PARTITION}:s3:::${names.bucket('objects')}/*`;

/** Why a role may name every object. */
export function everyObject(names: Names): Acknowledgement {
  const arn = arnOfObjects(names)
    .replace(Aws.PARTITION, '<AWS::Partition>')
    .replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  return { id: `AwsSolutions-IAM5[Resource::${arn}]`, reason: 'The catalogue is of the whole bucket.' };
}

/** The list of objects; without it S3 answers "forbidden" instead of "not there" to whoever asks for one that is gone. */
export function listBucket(bucket: IBucket) {
  return new PolicyStatement({ sid: 'ListObjects', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
}

/** The list of objects with the versions that they had, which tells when one was removed. */
export function listVersions(bucket: IBucket) {
  return new PolicyStatement({
    sid: 'ListVersions',
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    resources: [bucket.bucketArn],
  });
}

/** New objects, and new contents of those that are there; where the bucket keeps versions, nothing is lost. */
export function putObjects(names: Names) {
  return new PolicyStatement({ sid: 'PutObjects', actions: ['s3:PutObject'], resources: [arnOfObjects(names)] });
}

/** Messages into queues. */
export function send(...queues: readonly IQueue[]) {
  return new PolicyStatement({
    sid: 'Send',
    actions: ['sqs:SendMessage'],
    resources: queues.map(({ queueArn }) => queueArn),
  });
}

/** Messages out of a queue, by a function that asks for them itself. */
export function receive(queue: IQueue) {
  return new PolicyStatement({
    sid: 'Receive',
    actions: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'],
    resources: [queue.queueArn],
  });
}

/** How full queues are. */
export function measure(...queues: readonly IQueue[]) {
  return new PolicyStatement({
    sid: 'Measure',
    actions: ['sqs:GetQueueAttributes'],
    resources: queues.map(({ queueArn }) => queueArn),
  });
}

/** What Lambda needs to hand a function the messages of a queue. */
export function consume(queue: IQueue) {
  return new PolicyStatement({
    sid: 'Consume',
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    resources: [queue.queueArn],
  });
}
