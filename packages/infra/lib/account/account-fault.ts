import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { isAbsent } from './deployed-stacks.js';

/** The stack that `cdk bootstrap` makes, once for an account and region. */
const bootstrapStack = 'CDKToolkit';

/** What is wanted of an account. */
export interface AccountWanted {
  readonly region: string;
  /** The profile that credentials are taken from; absent: the environment's. */
  readonly profile: string | undefined;
  /** Whether the CDK must have been there before. */
  readonly isBootstrapped: boolean;
}

/** What keeps a command from beginning in an account, in a sentence that says what to run; `undefined` where nothing does. */
export async function accountFault(
  client: CloudFormationClient,
  { region, profile, isBootstrapped }: AccountWanted,
): Promise<string | undefined> {
  try {
    await client.send(new DescribeStacksCommand({ StackName: bootstrapStack }));
    return undefined;
  } catch (error) {
    if (isAbsent(error))
      return isBootstrapped
        ? `this account was never deployed to in ${region}: run npm run cdk:bootstrap first`
        : undefined;
    // Whatever else keeps one from asking: no credentials, expired ones, ones that may not, or no network.
    const by = profile === undefined ? '' : ` by the profile ${profile}`;
    return `no access to an account${by} (${(error as Error).message}): run aws sso login, or name credentials by --profile or AWS_PROFILE`;
  }
}
