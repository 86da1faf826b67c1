import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** The stack that `cdk bootstrap` makes, once for an account and region. */
const bootstrapStack = 'CDKToolkit';

/**
 * What keeps a deployment from beginning, in a sentence that says what to run; `undefined` where nothing does.
 *
 * @param region that is to be deployed to
 */
export async function accountFault(client: CloudFormationClient, region: string): Promise<string | undefined> {
  try {
    await client.send(new DescribeStacksCommand({ StackName: bootstrapStack }));
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist'))
      return `this account was never deployed to in ${region}: run npm run cdk:bootstrap first`;
    // Whatever else keeps one from asking: no credentials, expired ones, or ones that may not.
    return `no access to an account (${message}): run aws sso login, or name credentials by --profile or AWS_PROFILE`;
  }
}
