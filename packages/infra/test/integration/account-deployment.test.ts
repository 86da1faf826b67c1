import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { readSettings, type GivenSettings } from '../../lib/config.js';
import { answered } from '../support/recorded-answers.js';
import { findDeployment } from './account-deployment.js';

const region = 'us-west-2';
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'annals-dev-dev-data': {
    BucketName: 'annals-dev-dev-objects-123456789012-us-west-2',
    EventQueueUrl: 'https://sqs.us-west-2.amazonaws.com/123456789012/annals-dev-dev-events',
    NotificationQueueUrl: 'https://sqs.us-west-2.amazonaws.com/123456789012/annals-dev-dev-notifications',
  },
  'annals-dev-dev-api': { ApiUrl: 'https://abc.execute-api.us-west-2.amazonaws.com/dev/' },
  'annals-dev-dev-ingest': {},
};

function find(given: GivenSettings, stacks: typeof outputs, environment: Record<string, string> = {}) {
  const cloudFormation = answered(new CloudFormationClient({ region, credentials }), {
    DescribeStacksCommand: ({ StackName }) => {
      const found = stacks[StackName as string];
      if (found === undefined)
        return Object.assign(new Error(`Stack with id ${String(StackName)} does not exist`), {
          name: 'ValidationError',
        });
      const Outputs = Object.entries(found).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
      return { Stacks: [{ Outputs }] };
    },
  });
  const clients = { cloudFormation, s3: new S3Client({ region }), sqs: new SQSClient({ region }) };
  return findDeployment(readSettings(given), clients, environment);
}

describe('a deployment', () => {
  it('is where the outputs of its stacks say', async () => {
    expect(await find({}, outputs)).toMatchObject({
      kind: 'found',
      stackNames: ['annals-dev-dev-data', 'annals-dev-dev-api', 'annals-dev-dev-ingest'],
      deployment: {
        baseUrl: 'https://abc.execute-api.us-west-2.amazonaws.com/dev',
        bucket: 'annals-dev-dev-objects-123456789012-us-west-2',
        queueUrls: { events: outputs['annals-dev-dev-data']!['EventQueueUrl'] },
      },
    });
  });

  it('that is not there, or of another version, is a fault that says what to run', async () => {
    const { 'annals-dev-dev-api': _, ...withoutApi } = outputs;
    expect(await find({}, withoutApi)).toEqual({
      kind: 'fault',
      reason: 'annals-dev-dev-api is not deployed in us-west-2: run npm run cdk:deploy first',
    });
    expect(await find({}, { ...outputs, 'annals-dev-dev-api': {} })).toEqual({
      kind: 'fault',
      reason: 'no stack has the output ApiUrl: deploy again',
    });
  });

  it('that asks callers for more than a signature is tested with what the environment has of it', async () => {
    const jwt = { api: 'http', auth: 'jwt', jwtIssuer: 'https://issuer.example', jwtAudience: ['annals'] };
    expect(await find(jwt, outputs)).toEqual({
      kind: 'fault',
      reason: 'ANNALS_TOKEN is required: an access token that the setting auth=jwt lets in',
    });
    expect(await find(jwt, outputs, { ANNALS_TOKEN: 'token' })).toMatchObject({ kind: 'found' });
    expect(await find({ apiKeys: true }, outputs)).toMatchObject({
      kind: 'fault',
      reason: expect.stringMatching(/^ANNALS_KEY is required/),
    });
  });

  const without = new CloudFormationClient({ region, credentials: () => Promise.reject(new Error('none')) });
  const findBy = (cloudFormation: CloudFormationClient, environment: Record<string, string> = {}) =>
    findDeployment(
      readSettings({}),
      { cloudFormation, s3: new S3Client({ region }), sqs: new SQSClient({ region }) },
      environment,
    );

  it('is not looked for where nobody has said who asks', async () => {
    expect(await findBy(without)).toEqual({
      kind: 'no-credentials',
      reason: 'there are no credentials of AWS (none)',
    });
  });

  it('is a fault where who was said to ask has no credentials', async () => {
    expect(await findBy(without, { AWS_PROFILE: 'stagging' })).toEqual({
      kind: 'fault',
      reason: 'AWS_PROFILE=stagging gives no credentials (none)',
    });
  });

  it('is a fault where who asks is not let in', async () => {
    const refusal = Object.assign(new Error('The security token included in the request is invalid'), {
      name: 'InvalidClientTokenId',
    });
    const refusing = new CloudFormationClient({ region, credentials });
    expect(await findBy(answered(refusing, { DescribeStacksCommand: () => refusal }))).toEqual({
      kind: 'fault',
      reason:
        'CloudFormation tells nothing in us-west-2 (InvalidClientTokenId: The security token included in the request is invalid)',
    });
  });
});
