import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import type { DestroyTools } from '../../lib/account/destroy-deployment.js';
import { answered } from './recorded-answers.js';

/** What AWS refuses with. */
export const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const absent = named('ValidationError', 'Stack with id annals-dev-dev-audit does not exist');
const bucket = (PhysicalResourceId: string, ResourceStatus = 'CREATE_COMPLETE') => ({
  ResourceType: 'AWS::S3::Bucket',
  LogicalResourceId: `Logical${PhysicalResourceId}`,
  PhysicalResourceId,
  ResourceStatus,
});

const noBucket = named('NoSuchBucket', 'The specified bucket does not exist');

/** A deployment as it stands in its account. */
export interface Deployment {
  /** What a bucket holds: keys with the ids of their versions, the last ones delete markers. */
  readonly content?: Record<string, readonly string[]>;
  readonly refusing?: boolean;
  readonly answer?: boolean;
  /** Buckets that were deleted by hand, which their stack does not know. */
  readonly gone?: readonly string[];
  /** Buckets that the template, as it was deployed, keeps. */
  readonly kept?: readonly string[];
  /** Stacks that stand there, beside the one of the buckets. */
  readonly stacks?: readonly string[];
  /** What is put into the first bucket while stacks are destroyed, each time. */
  readonly arriving?: readonly string[];
  readonly account?: Error;
}

/** A deployment of recorded answers, and what was done to it. */
export function deploymentOf(deployment: Deployment) {
  const { content = {}, refusing = false, answer = true, gone = [], kept = [], account } = deployment;
  const arriving = [...(deployment.arriving ?? [])];
  const stacks = new Set(['CDKToolkit', 'annals-dev-dev-data', ...(deployment.stacks ?? [])]);
  const asked: string[] = [];
  const said: string[] = [];
  const questions: string[] = [];
  const left = new Map(Object.entries(content).map(([name, versions]) => [name, [...versions]]));
  const s3 = answered(
    new S3Client({ region: 'us-west-2' }),
    {
      PutBucketLoggingCommand: ({ Bucket }) => (gone.includes(Bucket as string) ? noBucket : {}),
      // Two at a time, so that there are several pages.
      ListObjectVersionsCommand: ({ Bucket }) => {
        if (gone.includes(Bucket as string)) return noBucket;
        const versions = left
          .get(Bucket as string)!
          .slice(0, 2)
          .map((VersionId) => ({ Key: 'k', VersionId }));
        return { Versions: versions.slice(0, 1), DeleteMarkers: versions.slice(1) };
      },
      DeleteObjectsCommand: ({ Bucket, Delete }) => {
        const { Objects } = Delete as { readonly Objects: { readonly VersionId: string }[] };
        if (refusing) return { Errors: [{ Code: 'AccessDenied', Message: 'not you' }] };
        const removed = Objects.map(({ VersionId }) => VersionId);
        left.set(
          Bucket as string,
          left.get(Bucket as string)!.filter((version) => !removed.includes(version)),
        );
        return {};
      },
    },
    asked,
  );
  const cloudFormation = answered(
    new CloudFormationClient({ region: 'us-west-2' }),
    {
      DescribeStacksCommand: ({ StackName }) =>
        account ??
        (stacks.has(StackName as string) ? { Stacks: [{ StackName, StackStatus: 'CREATE_COMPLETE' }] } : absent),
      GetTemplateCommand: () => {
        const resources = Object.keys(content).map((name) => [
          `Logical${name}`,
          { Type: 'AWS::S3::Bucket', DeletionPolicy: kept.includes(name) ? 'Retain' : 'Delete' },
        ]);
        return { TemplateBody: JSON.stringify({ Resources: Object.fromEntries(resources) as object }) };
      },
      DeleteStackCommand: ({ StackName }) => {
        stacks.delete(StackName as string);
        return {};
      },
      ListStackResourcesCommand: ({ StackName }) => {
        if (StackName !== 'annals-dev-dev-data') return {};
        const queue = { ResourceType: 'AWS::SQS::Queue', PhysicalResourceId: 'q', ResourceStatus: 'CREATE_COMPLETE' };
        return {
          StackResourceSummaries: [
            ...Object.keys(content).map((name) => bucket(name)),
            queue,
            bucket('gone', 'DELETE_COMPLETE'),
          ],
        };
      },
    },
    asked,
  );
  const tools: DestroyTools = {
    s3,
    cloudFormation,
    profile: undefined,
    confirm: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
    say: (line) => said.push(line),
    destroyStacks: () => {
      asked.push('destroy');
      const version = arriving.shift();
      if (version !== undefined) [...left.values()][0]!.push(version);
      return Promise.resolve(version === undefined ? 0 : 1);
    },
  };
  return { tools, asked, said, questions, left, stacks };
}
