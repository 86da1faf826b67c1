import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type CloudFormationClient,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as delay } from 'node:timers/promises';

/** What holds data or watches over it: of these each must have been compared. */
const crucialTypes = new Set([
  'AWS::CloudTrail::Trail',
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
]);

/**
 * Has CloudFormation compare what stacks have made with their templates: encryption, recovery, public access, trail, alarms and whatever
 * else stands in them. Throws the SDK's own errors, and where a comparison fails.
 *
 * @param pauseMs between two questions whether a comparison is done
 * @returns a line for each resource that differs, is gone, or was not compared though it must be.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export async function driftOf(
  client: CloudFormationClient,
  stackNames: readonly string[],
  pauseMs = 2_000,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const StackName of stackNames) {
    const { StackDriftDetectionId } = await client.send(new DetectStackDriftCommand({ StackName }));
    await untilDetected(client, StackDriftDetectionId!, pauseMs);
    for (const drift of await resourcesOf(client, StackName)) lines.push(...lineOf(StackName, drift));
  }
  return lines;
}

async function untilDetected(client: CloudFormationClient, id: string, pauseMs: number): Promise<void> {
  const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id });
  for (;;) {
    const { DetectionStatus, DetectionStatusReason } = await client.send(command);
    if (DetectionStatus === 'DETECTION_COMPLETE') return;
    if (DetectionStatus === 'DETECTION_FAILED')
      throw new Error(`CloudFormation could not compare a stack with its template: ${DetectionStatusReason ?? ''}`);
    await delay(pauseMs);
  }
}

async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<readonly StackResourceDrift[]> {
  const drifts: StackResourceDrift[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStackResourceDriftsCommand({ StackName, NextToken }));
    drifts.push(...(page.StackResourceDrifts ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return drifts;
}

function lineOf(stackName: string, drift: StackResourceDrift): readonly string[] {
  const { LogicalResourceId, ResourceType = '', StackResourceDriftStatus: status, PropertyDifferences = [] } = drift;
  const name = `${stackName} ${LogicalResourceId} (${ResourceType})`;
  switch (status) {
    case 'MODIFIED':
      return PropertyDifferences.map(
        ({ PropertyPath, ExpectedValue, ActualValue }) =>
          `${name}: ${PropertyPath} is ${ActualValue}, and ${ExpectedValue} in the template`,
      );
    case 'DELETED':
      return [`${name}: is gone`];
    case 'NOT_CHECKED':
      return crucialTypes.has(ResourceType) ? [`${name}: was not compared`] : [];
    default:
      return [];
  }
}
