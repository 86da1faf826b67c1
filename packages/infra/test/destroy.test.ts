import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { destroyDeployment } from '../lib/account/destroy-deployment.js';
import { BucketNotEmptied, emptyBucket } from '../lib/account/empty-bucket.js';
import { readSettings } from '../lib/config.js';
import { answered } from './support/recorded-answers.js';
import { deploymentOf, named } from './support/recorded-deployment.js';

describe('destroying a deployment', () => {
  const full = { 'main-bucket': ['1', '2', '3', '4', '5'], 'log-bucket': ['1'] };

  it('empties every version of every bucket, then destroys the stacks', async () => {
    const { tools, asked, said, left } = deploymentOf({ content: full });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
    expect([...left.values()]).toEqual([[], []]);
    expect(said).toEqual(['main-bucket: 5 versions removed', 'log-bucket: 1 versions removed']);
    expect(asked.lastIndexOf('DeleteObjectsCommand')).toBeLessThan(asked.indexOf('destroy'));
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
    expect(asked.filter((command) => /^(Put|Delete)|^destroy$/.test(command))).toEqual([]);
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

  it('touches nothing where the stacks keep it as they were deployed, whatever is set now', async () => {
    const { tools, asked, said, left } = deploymentOf({ content: full, kept: ['log-bucket'] });
    expect(await destroyDeployment(readSettings({ retainData: false }), tools)).toBe(1);
    expect(said.join()).toMatch(/^retainData: .*deploy with retainData false first/);
    expect(left.get('main-bucket')).toHaveLength(5);
    expect(asked.filter((command) => /^(Put|Delete)|^destroy$/.test(command))).toEqual([]);
  });

  it('stops every log before a bucket is emptied: one logs into another', async () => {
    const { tools, asked } = deploymentOf({ content: full });
    await destroyDeployment(readSettings({}), tools);
    expect(asked.lastIndexOf('PutBucketLoggingCommand')).toBeLessThan(asked.indexOf('ListObjectVersionsCommand'));
  });

  it('takes a bucket that somebody deleted by hand for empty', async () => {
    const { tools, asked, said } = deploymentOf({ content: full, gone: ['main-bucket'] });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
    expect(said).toEqual(['main-bucket: 0 versions removed', 'log-bucket: 1 versions removed']);
    expect(asked).toContain('destroy');
  });

  it('goes on where a trail wrote one more file meanwhile', async () => {
    const { tools, asked, left } = deploymentOf({ content: full, arriving: ['late'] });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
    expect(asked.filter((command) => command === 'destroy')).toHaveLength(2);
    expect([...left.values()]).toEqual([[], []]);
  });

  it('gives up where something arrives every time', async () => {
    const { tools, asked } = deploymentOf({ content: full, arriving: Array<string>(9).fill('late') });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(1);
    expect(asked.filter((command) => command === 'destroy')).toHaveLength(3);
  });

  it('takes away stacks that other settings made, those that need others first', async () => {
    const leftovers = ['annals-dev-dev-network', 'annals-dev-dev-audit'];
    const { tools, asked, said, stacks } = deploymentOf({ stacks: [...leftovers, 'annals-dev-dev2-network'] });
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
    expect(said.map((line) => line.split(':')[0])).toEqual(leftovers.toReversed());
    expect(asked.indexOf('destroy')).toBeLessThan(asked.indexOf('DeleteStackCommand'));
    expect([...stacks]).toEqual(['CDKToolkit', 'annals-dev-dev-data', 'annals-dev-dev2-network']);
  });

  it('says how to have credentials where there are none', async () => {
    const { tools, asked, said } = deploymentOf({ content: full, account: named('ExpiredToken', 'it has expired') });
    expect(await destroyDeployment(readSettings({}), { ...tools, profile: 'me' })).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/^no access to an account by the profile me \(it has expired\): run aws/),
    ]);
    expect(asked).toEqual(['DescribeStacksCommand']);
  });

  it('goes on where stacks were destroyed before', async () => {
    const { tools } = deploymentOf({});
    expect(await destroyDeployment(readSettings({}), tools)).toBe(0);
  });
});

describe('a bucket', () => {
  it('is emptied of keys that XML has no form for, which S3 encodes in its list', async () => {
    const removed: unknown[] = [];
    const pages = [
      {
        EncodingType: 'url',
        Versions: [
          { Key: 'a+b%2Bc', VersionId: '1' },
          { Key: 'bell%07', VersionId: '2' },
        ],
        DeleteMarkers: [{ Key: 'line%0Aend', VersionId: '3' }],
      },
    ];
    const client = answered(new S3Client({ region: 'us-west-2' }), {
      ListObjectVersionsCommand: ({ EncodingType }) =>
        EncodingType === 'url' ? (pages.shift() ?? {}) : new Error('no'),
      DeleteObjectsCommand: ({ Delete }) => {
        removed.push(...(Delete as { readonly Objects: readonly object[] }).Objects);
        return {};
      },
      DeleteObjectCommand: ({ Key, VersionId }) => {
        removed.push({ Key, VersionId, alone: true });
        return {};
      },
    });
    expect(await emptyBucket(client, 'main-bucket')).toBe(3);
    expect(removed).toEqual([
      { Key: 'a b+c', VersionId: '1' },
      { Key: 'line\nend', VersionId: '3' },
      { Key: 'bell\u0007', VersionId: '2', alone: true },
    ]);
  });
});
