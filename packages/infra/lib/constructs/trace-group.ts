import { CfnGroup } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/**
 * The traces that went through one of our functions, with Insights: X-Ray tells of faults that become more than usual.
 *
 * Its name is the deployment's own, for it may have 32 characters.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export class TraceGroup extends Construct {
  constructor(scope: Construct, id: string, { functionNames }: { readonly functionNames: readonly string[] }) {
    super(scope, id);
    const services = functionNames.map((name) => `service(id(name: "${name}", type: "AWS::Lambda::Function"))`);
    new CfnGroup(this, 'Group', {
      groupName: AnnalsStack.of(this).names.prefix,
      filterExpression: services.join(' OR '),
      insightsConfiguration: { insightsEnabled: true, notificationsEnabled: false },
    });
  }
}
