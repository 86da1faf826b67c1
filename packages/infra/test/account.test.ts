import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { accountFault } from '../lib/account/account-fault.js';
import { readCommandArguments, UnknownArgument } from '../lib/account/command-arguments.js';
import { destroyDeployment, type DestroyTools } from '../lib/account/destroy-deployment.js';
import { BucketNotEmptied } from '../lib/account/empty-bucket.js';
import { readSettings } from '../lib/config.js';
import { answered } from './support/recorded-answers.js';

const absent = Object.assign(new Error('Stack with id annals-dev-dev-audit does not exist'), {
  name: 'ValidationError',
});
const bucket = (PhysicalResourceId: string, ResourceStatus = 'CREATE_COMPLETE') => ({
  ResourceType: 'AWS::S3::Bucket',
  PhysicalResourceId,
  ResourceStatus,
});

interface Deployment {
  /** What a bucket holds: keys with the ids of their versions, the last ones delete markers. */
  readonly content?: Record<string, readonly string[]>;
  readonly refusing?: boolean;
  readonly answer?: boolean;
}

/** A deployment of recorded answers, and what was done to it. */
function deploymentOf({ content = {}, refusing = false, answer = true }: Deployment) {
  const asked: string[] = [];
  const said: string[] = [];
  const questions: string[] = [];
  const left = new Map(Object.entries(content).map(([name, versions]) => [name, [...versions]]));
  const s3 = answered(
    new S3Client({ region: 'us-west-2' }),
    {
      PutBucketLoggingCommand: () => ({}),
      // Two at a time, so that there are several pages.
      ListObjectVersionsCommand: ({ Bucket }) => {
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
      ListStackResourcesCommand: ({ StackName }) => {
        if (StackName !== 'annals-dev-dev-data') return absent;
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
    confirm: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
    say: (line) => said.push(line),
    destroyStacks: () => {
      asked.push('destroy');
      return Promise.resolve(0);
    },
  };
  return { tools, asked, said, questions, left };
}

describe('destroying a deployment', () => {
  const full = { 'main-bucket': ['1', '2', '3', '4', '5'], 'log-bucket': ['1'] };

  it('empties every version of every bucket, then destroys the stacks', async () => {
    const { tools, asked, said, left } = deploymentOf({ content: full });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
    expect([...left.values()]).toEqual([[], []]);
    expect(said).toEqual(['main-bucket: 5 versions removed', 'log-bucket: 1 versions removed']);
    expect(asked.at(-1)).toBe('destroy');
  });

  it('stops a bucket’s log before its removals are logged', async () => {
    const { tools, asked } = deploymentOf({ content: { 'main-bucket': ['1'] } });
    await destroyDeployment(readSettings({}), tools);
    expect(asked.indexOf('PutBucketLoggingCommand')).toBeLessThan(asked.indexOf('DeleteObjectsCommand'));
    expect(asked).toContain('PutBucketLoggingCommand');
  });

  it('asks first, by the names of what will be gone', async () => {
    const { tools, asked, questions, left } = deploymentOf({ content: full, answer: false });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(1);
    expect(questions).toEqual([
      'Delete everything of annals-dev-dev in us-west-2, with all that is in main-bucket, log-bucket?',
    ]);
    expect(left.get('main-bucket')).toHaveLength(5);
    expect(new Set(asked)).toEqual(new Set(['ListStackResourcesCommand']));
  });

  it('touches nothing where the data is kept', async () => {
    const { tools, asked, said } = deploymentOf({ content: full });
    expect(await destroyDeployment(readSettings({ profile: 'production' }), tools)).toBe(1);
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/^retainData: .*set retainData to false/);
  });

  it('destroys no stack while a bucket keeps something back', async () => {
    const { tools, asked } = deploymentOf({ content: full, refusing: true });
    await expect(destroyDeployment(readSettings({}), tools)).rejects.toThrow(BucketNotEmptied);
    expect(asked).not.toContain('destroy');
  });

  it('goes on where stacks were destroyed before', async () => {
    const { tools } = deploymentOf({});
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
  });
});

describe('an account', () => {
  const faultOf = (answer: object | Error) =>
    accountFault(
      answered(new CloudFormationClient({ region: 'us-west-2' }), { DescribeStacksCommand: () => answer }, []),
      'us-west-2',
    );

  it('that was bootstrapped can be deployed to', async () => expect(await faultOf({})).toBeUndefined());

  it('that was not says what to run', async () => {
    const error = Object.assign(new Error('Stack with id CDKToolkit does not exist'), { name: 'ValidationError' });
    expect(await faultOf(error)).toBe(
      'this account was never deployed to in us-west-2: run npm run cdk:bootstrap first',
    );
  });

  it('that cannot be asked says how to have credentials', async () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(await faultOf(error)).toMatch(/^no access to an account \(Could not load .*\): run aws sso login/);
  });
});

describe('arguments of the CDK', () => {
  it('are settings, credentials, and what is not ours to read', () => {
    const args = [
      '-c',
      'profile=production',
      '--context=region=eu-west-1',
      '--profile',
      'me',
      '--force',
      '--context',
      'a=b=c',
    ];
    expect(readCommandArguments(args)).toEqual({
      context: { profile: 'production', region: 'eu-west-1', a: 'b=c' },
      profile: 'me',
      rest: ['--force'],
    });
    expect(readCommandArguments(['--profile=you'])).toMatchObject({ profile: 'you' });
  });

  it.each([[['-c']], [['-c', 'waf']], [['--profile']]])('%j are refused', (args) =>
    expect(() => readCommandArguments(args)).toThrow(UnknownArgument),
  );
});
