import { tableSchema } from '@annals/adapters-aws/schema';
import { defaultMaxReceives } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };
const outputOf = (name: string) => Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ OutputName: name }) });
const table = 'AWS::DynamoDB::GlobalTable';

describe('the table', () => {
  const string = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
  const keySchema = ({ partition, sort }: { readonly partition: string; readonly sort: string }) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];

  it('is keyed by pk and sk, billed on demand, and forgets what its ttl says', () => {
    templateOf('data').hasResourceProperties(table, {
      TableName: 'annals-dev-dev-records',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('has the indexes that the repositories query, with what they read of them', () => {
    templateOf('data').hasResourceProperties(table, {
      GlobalSecondaryIndexes: tableSchema.indexes.map((index) =>
        Match.objectLike({
          IndexName: index.name,
          KeySchema: keySchema(index),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projectedAttributes },
        }),
      ),
      AttributeDefinitions: Match.arrayWith(
        [tableSchema.key, ...tableSchema.indexes].flatMap(({ partition, sort }) => [string(partition), string(sort)]),
      ),
    });
  });

  it.each([
    ['starter', 'THROTTLED_KEYS', { Enabled: false }],
    ['production', 'ACCESSED_AND_THROTTLED_KEYS', { Enabled: true, Mode: 'ACCESSED_AND_THROTTLED_KEYS' }],
  ])('of %s can be restored to any second of 35 days, and tells of its keys by %s', (profile, Mode, ofIndexes) => {
    const insights = { Enabled: true, Mode };
    templateOf('data', { profile }).hasResourceProperties(table, {
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          ContributorInsightsSpecification: insights,
          GlobalSecondaryIndexes: tableSchema.indexes.map(({ name }) =>
            Match.objectLike({ IndexName: name, ContributorInsightsSpecification: ofIndexes }),
          ),
        }),
      ],
    });
  });

  it('is encrypted with a key of AWS in a starter, and with ours in production', () => {
    const sse = { SSEEnabled: true, SSEType: 'KMS' };
    templateOf('data').hasResourceProperties(table, {
      SSESpecification: sse,
      Replicas: [Match.objectLike({ SSESpecification: Match.absent() })],
    });
    templateOf('data', production).hasResourceProperties(table, {
      SSESpecification: sse,
      Replicas: [
        Match.objectLike({
          SSESpecification: { KMSMasterKeyId: outputOf('PublishOutputFnGetAttTableKeyF581D96FArnEAB700AD') },
        }),
      ],
    });
  });

  it('is protected from deletion and outlives its stack where data is kept, and goes with its stack elsewhere', () => {
    const kept = { DeletionProtectionEnabled: true };
    templateOf('data', production).hasResource(table, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { Replicas: [Match.objectLike(kept)] },
    });
    templateOf('data').hasResource(table, {
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
    });
  });
});

describe('the buckets', () => {
  const buckets = (given: Readonly<Record<string, unknown>>) => resourcesOf(given, 'AWS::S3::Bucket');

  it.each([['starter'], ['production']])('of %s are encrypted and closed to the public', (profile) => {
    const found = buckets({ profile });
    expect(found.length).toBeGreaterThan(1);
    for (const { Properties } of found)
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
  });

  it.each([['starter'], ['production']])('of %s refuse plain HTTP, and versions of TLS before 1.2', (profile) => {
    const policies = resourcesOf({ profile }, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(buckets({ profile }).length);
    for (const { Properties } of policies) {
      const { Statement } = Properties?.['PolicyDocument'] as { readonly Statement: unknown[] };
      const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*' };
      expect(Statement).toContainEqual(
        expect.objectContaining({ ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
      expect(Statement).toContainEqual(
        expect.objectContaining({ ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      );
    }
  });

  it('keep versions of objects, and log who asked for them', () => {
    templateOf('data').hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { DestinationBucketName: { Ref: 'AccessLogs8B620ECA' }, LogFilePrefix: 'access-logs/' },
    });
  });

  it('take logs of S3 by a policy, for our bucket alone', () => {
    templateOf('data').hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: 'AccessLogs8B620ECA' },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Condition: {
              ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['ObjectsA92BA4F1', 'Arn'] } },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          }),
        ]),
      },
    });
  });

  it('encrypt objects with our key in production, and logs with S3’s, which S3 can write by', () => {
    const algorithms = buckets(production)
      .filter(({ stack }) => stack === 'data')
      .map(({ id, Properties }) => [
        id.slice(0, 4),
        JSON.stringify(Properties?.['BucketEncryption']).includes('aws:kms'),
      ]);
    expect(Object.fromEntries(algorithms)).toEqual({ Obje: true, Acce: false });
    // One data key for many objects: each call of KMS has its price.
    templateOf('data', production).hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.objectLike({ BucketKeyEnabled: true })] },
    });
  });

  it('forget uploads that nobody ends, and access logs once log groups forget theirs; objects stay', () => {
    const abandoned = Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } });
    const rules = (id: string) =>
      buckets({ logRetentionDays: 731 }).find((bucket) => bucket.id === id)!.Properties?.['LifecycleConfiguration'];
    expect(rules('ObjectsA92BA4F1')).toEqual({
      Rules: [expect.not.objectContaining({ ExpirationInDays: expect.anything() as unknown })],
    });
    expect(rules('AccessLogs8B620ECA')).toMatchObject({ Rules: [{}, { ExpirationInDays: 731, Status: 'Enabled' }] });
    templateOf('data').allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith([abandoned]) },
    });
  });
});

describe('notifications of the bucket', () => {
  it('go to their queue whenever objects come, go, expire, are restored or tagged', () => {
    const to = (Event: string) => ({ Event, Queue: { 'Fn::GetAtt': ['NotificationsQueue91395D8F', 'Arn'] } });
    const kinds = ['ObjectCreated:*', 'ObjectRemoved:*', 'LifecycleExpiration:*', 'LifecycleTransition'];
    const configured = [...kinds, 'ObjectRestore:*', 'ObjectTagging:*'].map((kind) => to(`s3:${kind}`));
    templateOf('data').hasResource('AWS::S3::Bucket', {
      Properties: { NotificationConfiguration: { QueueConfigurations: configured } },
      DependsOn: ['NotificationsQueuePolicyE74FC6CD'],
    });
  });

  it.each([['starter'], ['production']])(
    'need no function of the library’s in %s, and nothing else does',
    (profile) => {
      const types = resourcesOf({ profile }).map(({ Type }) => Type);
      expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([]);
    },
  );
});

describe('the queues', () => {
  const workQueues = ['notifications', 'events', 'samples'];

  it.each(workQueues)(
    'called %s has dead letters, kept for 14 days, after as many attempts as handlers count',
    (name) => {
      const template = templateOf('data');
      template.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: `annals-dev-dev-${name}`,
        ReceiveMessageWaitTimeSeconds: 20,
        MessageRetentionPeriod: 345_600,
        SqsManagedSseEnabled: true,
        RedrivePolicy: {
          maxReceiveCount: defaultMaxReceives,
          deadLetterTargetArn: {
            'Fn::GetAtt': [
              Match.stringLikeRegexp(`^${name.charAt(0).toUpperCase()}${name.slice(1)}DeadLetters`),
              'Arn',
            ],
          },
        },
      });
      template.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: `annals-dev-dev-${name}-dead`,
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
        RedriveAllowPolicy: {
          redrivePermission: 'byQueue',
          sourceQueueArns: [
            Match.objectLike({
              'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`:annals-dev-dev-${name}$`)])],
            }),
          ],
        },
      });
    },
  );

  it('hide a message six times as long as its function may work on it', () => {
    const queueOf: Readonly<Record<string, string>> = {
      'object-notifications': 'notifications',
      'queued-events': 'events',
    };
    for (const [functionName, queueName] of Object.entries(queueOf)) {
      const named = (type: string, property: string, name: string) =>
        resourcesOf({}, type).find(({ Properties }) => Properties?.[property] === `annals-dev-dev-${name}`)!
          .Properties!;
      const timeout = named('AWS::Lambda::Function', 'FunctionName', functionName)['Timeout'] as number;
      const visibility = named('AWS::SQS::Queue', 'QueueName', queueName)['VisibilityTimeout'] as number;
      expect(visibility).toBe(6 * timeout);
    }
  });
});

describe('the outputs', () => {
  it('name the bucket and the table, for people and for tests against the deployment', () => {
    const outputs = Object.keys(templateOf('data').findOutputs('*'));
    expect(outputs).toEqual(expect.arrayContaining(['BucketName', 'BucketArn', 'TableName', 'TableArn']));
  });
});
