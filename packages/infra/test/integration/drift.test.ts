import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { answered, type Answer } from '../support/recorded-answers.js';
import { driftOf } from './drift.js';

/** @param resources of every stack, by their logical ids and types */
const client = (answers: Readonly<Record<string, Answer>>, resources: readonly (readonly [string, string])[] = []) =>
  answered(new CloudFormationClient({ region: 'us-west-2' }), {
    ListStackResourcesCommand: () => ({
      StackResourceSummaries: resources.map(([LogicalResourceId, ResourceType]) => ({
        ...{ LogicalResourceId, ResourceType },
        ResourceStatus: 'CREATE_COMPLETE',
      })),
    }),
    DetectStackDriftCommand: ({ StackName }) => ({ StackDriftDetectionId: StackName }),
    DescribeStackDriftDetectionStatusCommand: () => ({ DetectionStatus: 'DETECTION_COMPLETE' }),
    ...answers,
  });

const drift = (
  LogicalResourceId: string,
  ResourceType: string,
  StackResourceDriftStatus: string,
  more: object = {},
) => ({
  ...{ LogicalResourceId, ResourceType, StackResourceDriftStatus },
  ...more,
});

describe('what CloudFormation finds different from templates', () => {
  it('is nothing where everything is in sync, or is of no consequence and cannot be compared', async () => {
    const same = [
      drift('Table', 'AWS::DynamoDB::GlobalTable', 'IN_SYNC'),
      drift('Rule', 'AWS::Events::Rule', 'NOT_CHECKED'),
    ];
    const resources = [
      ['Table', 'AWS::DynamoDB::GlobalTable'],
      ['Rule', 'AWS::Events::Rule'],
      ['Permission', 'AWS::Lambda::Permission'],
    ] as const;
    const one = client({ DescribeStackResourceDriftsCommand: () => ({ StackResourceDrifts: same }) }, resources);
    expect(await driftOf(one, ['data', 'api'], 1)).toEqual([]);
  });

  it('is whatever holds data or watches over it and was not compared, of which CloudFormation says nothing', async () => {
    const resources = [
      ['Table', 'AWS::DynamoDB::GlobalTable'],
      ['Trail', 'AWS::CloudTrail::Trail'],
      ['Alarm', 'AWS::CloudWatch::Alarm'],
    ] as const;
    const drifts = [
      drift('Table', 'AWS::DynamoDB::GlobalTable', 'IN_SYNC'),
      drift('Alarm', 'AWS::CloudWatch::Alarm', 'UNKNOWN'),
    ];
    const one = client({ DescribeStackResourceDriftsCommand: () => ({ StackResourceDrifts: drifts }) }, resources);
    expect(await driftOf(one, ['data'], 1)).toEqual([
      'data Trail (AWS::CloudTrail::Trail): was not compared',
      'data Alarm (AWS::CloudWatch::Alarm): was not compared',
    ]);
  });

  it('is told property by property, page by page, with what is gone', async () => {
    const difference = {
      PropertyPath: '/PointInTime',
      ExpectedValue: 'true',
      ActualValue: 'false',
      DifferenceType: 'NOT_EQUAL',
    };
    const pages = [
      [drift('Table', 'AWS::DynamoDB::GlobalTable', 'MODIFIED', { PropertyDifferences: [difference] })],
      [drift('Trail', 'AWS::CloudTrail::Trail', 'DELETED')],
    ];
    const paged = client({
      DescribeStackResourceDriftsCommand: ({ NextToken }) =>
        NextToken === undefined
          ? { StackResourceDrifts: pages[0], NextToken: 'more' }
          : { StackResourceDrifts: pages[1] },
    });
    expect(await driftOf(paged, ['data'], 1)).toEqual([
      'data Table (AWS::DynamoDB::GlobalTable): /PointInTime is false, and true in the template',
      'data Trail (AWS::CloudTrail::Trail): is gone',
    ]);
  });

  it('is asked for once the comparison is done, and not where it failed', async () => {
    const statuses = ['DETECTION_IN_PROGRESS', 'DETECTION_IN_PROGRESS', 'DETECTION_COMPLETE'];
    const slow = client({
      DescribeStackDriftDetectionStatusCommand: () => ({ DetectionStatus: statuses.shift() }),
      DescribeStackResourceDriftsCommand: () =>
        statuses.length === 0 ? { StackResourceDrifts: [] } : new Error('asked too early'),
    });
    expect(await driftOf(slow, ['data'], 1)).toEqual([]);
    const failed = client({
      DescribeStackDriftDetectionStatusCommand: () => ({
        DetectionStatus: 'DETECTION_FAILED',
        DetectionStatusReason: 'no permission to read the trail',
      }),
    });
    await expect(driftOf(failed, ['data'], 1)).rejects.toThrow('no permission to read the trail');
  });
});
