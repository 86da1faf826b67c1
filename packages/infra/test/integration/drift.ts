import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  paginateListStackResources,
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
    const drifts = await driftsOf(client, StackName);
    const compared = new Set(drifts.filter(wasCompared).map(({ LogicalResourceId }) => LogicalResourceId!));
    const missed = (await crucialOf(client, StackName)).filter(({ id }) => !compared.has(id));
    lines.push(
      ...drifts.flatMap((drift) => linesOf(StackName, drift)),
      ...missed.map(({ id, type }) => `${StackName} ${id} (${type}): was not compared`),
    );
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

async function driftsOf(client: CloudFormationClient, StackName: string): Promise<readonly StackResourceDrift[]> {
  const drifts: StackResourceDrift[] = [];
  for await (const page of paginateDescribeStackResourceDrifts({ client }, { StackName }))
    drifts.push(...(page.StackResourceDrifts ?? []));
  return drifts;
}

/** What a stack has of the crucial types: of what it did not compare CloudFormation says nothing among the drifts. */
async function crucialOf(client: CloudFormationClient, StackName: string) {
  const found: { readonly id: string; readonly type: string }[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { LogicalResourceId: id, ResourceType: type, ResourceStatus } of StackResourceSummaries)
      if (crucialTypes.has(type!) && ResourceStatus !== 'DELETE_COMPLETE') found.push({ id: id!, type: type! });
  return found;
}

function wasCompared({ StackResourceDriftStatus: status }: StackResourceDrift): boolean {
  return status === 'IN_SYNC' || status === 'MODIFIED' || status === 'DELETED';
}

function linesOf(stackName: string, drift: StackResourceDrift): readonly string[] {
  const { LogicalResourceId, ResourceType = '', StackResourceDriftStatus: status, PropertyDifferences = [] } = drift;
  const name = `${stackName} ${LogicalResourceId} (${ResourceType})`;
  if (status === 'DELETED') return [`${name}: is gone`];
  if (status !== 'MODIFIED') return [];
  return PropertyDifferences.map(
    ({ PropertyPath, ExpectedValue, ActualValue }) =>
      `${name}: ${PropertyPath} is ${ActualValue}, and ${ExpectedValue} in the template`,
  );
}
