import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { Settings } from '../config.js';
import { namesOf } from '../naming.js';
import { isMade, stackIds } from '../stack-ids.js';

/** A bucket that a stack has made and not yet deleted. */
export interface DeployedBucket {
  readonly name: string;
  /** Whether it outlives its stack, as that was deployed last. */
  readonly isKept: boolean;
}

/** In seconds; a network's interfaces take longest. */
const longestDeletion = 45 * 60;

/** Whether CloudFormation refused because there is no such stack, for which it has no code of its own. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}

/**
 * The buckets of stacks; a stack that does not exist has none. Throws the SDK's own errors.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export async function bucketsOfStacks(
  client: CloudFormationClient,
  stackNames: readonly string[],
): Promise<readonly DeployedBucket[]> {
  const found: DeployedBucket[] = [];
  for (const name of stackNames) if (await isDeployed(client, name)) found.push(...(await bucketsOf(client, name)));
  return found;
}

async function bucketsOf(client: CloudFormationClient, StackName: string): Promise<readonly DeployedBucket[]> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
  const { Resources = {} } = JSON.parse(TemplateBody) as {
    readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
  };
  const found: DeployedBucket[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, ResourceStatus, LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries)
      if (
        ResourceType === 'AWS::S3::Bucket' &&
        ResourceStatus !== 'DELETE_COMPLETE' &&
        PhysicalResourceId !== undefined
      )
        found.push({
          name: PhysicalResourceId,
          isKept: (Resources[LogicalResourceId]?.DeletionPolicy ?? 'Delete') !== 'Delete',
        });
  return found;
}

/** Stacks of a deployment that stand there from other settings: the CDK neither updates nor destroys what an app no longer has. */
export async function leftoverStacks(client: CloudFormationClient, settings: Settings): Promise<readonly string[]> {
  const { resource } = namesOf(settings);
  const found: string[] = [];
  for (const id of stackIds)
    if (!isMade(id, settings) && (await isDeployed(client, resource(id)))) found.push(resource(id));
  return found;
}

/** Deletes a stack, and waits until it is gone. Throws where it cannot be. */
export async function deleteStack(client: CloudFormationClient, StackName: string): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: longestDeletion, minDelay: 5 }, { StackName });
}

async function isDeployed(client: CloudFormationClient, StackName: string): Promise<boolean> {
  try {
    await client.send(new DescribeStacksCommand({ StackName }));
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
