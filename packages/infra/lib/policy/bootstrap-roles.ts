import { Aws, DefaultStackSynthesizer, type Stack } from 'aws-cdk-lib';

/** A role of the CDK's bootstrap stack, by which it deploys. @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export type BootstrapRole = 'cfn-exec' | 'deploy' | 'file-publishing' | 'lookup';

/** The ARN of a bootstrap role in the account and region of a stack. */
export function arnOfBootstrapRole({ region, synthesizer }: Stack, role: BootstrapRole): string {
  const qualifier = synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/cdk-${qualifier}-${role}-role-${Aws.ACCOUNT_ID}-${region}`;
}
