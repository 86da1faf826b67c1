import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';

/**
 * The buckets that stacks have made and not yet deleted; a stack that does not exist has none. Throws the SDK's own errors.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export async function bucketsOfStacks(client: CloudFormationClient, stackNames: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const StackName of stackNames) {
    for await (const { StackResourceSummaries = [] } of resourcesOf(client, StackName)) {
      const buckets = StackResourceSummaries.filter(
        ({ ResourceType, ResourceStatus }) =>
          ResourceType === 'AWS::S3::Bucket' && ResourceStatus !== 'DELETE_COMPLETE',
      );
      found.push(...buckets.flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []));
    }
  }
  return found;
}

async function* resourcesOf(client: CloudFormationClient, StackName: string) {
  try {
    yield* paginateListStackResources({ client }, { StackName });
  } catch (error) {
    // CloudFormation has no code of its own for a stack that is not there.
    if (!(error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')))
      throw error;
  }
}
