import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/**
 * The role by which REST APIs write their logs, of which an account has one a region, for all its APIs. It stays when the deployment goes,
 * because other APIs may write by it then; so CloudFormation makes up its name, or the next deployment would meet it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#set-up-access-logging-permissions
 */
export class GatewayLogRole extends Construct {
  readonly account: CfnAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { region } = AnnalsStack.of(this).settings;
    // The gateway refuses a role that may do less.
    const statement = new PolicyStatement({
      sid: 'WriteLogsOfApis',
      actions: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:GetLogEvents',
        'logs:PutLogEvents',
      ],
      resources: [`arn:${Aws.PARTITION}:logs:${region}:${Aws.ACCOUNT_ID}:*`],
    });
    const role = new Role(this, 'Role', {
      description: 'What API Gateway writes logs of all REST APIs by.',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { own: new PolicyDocument({ statements: [statement] }) },
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:${region}:<AWS::AccountId>:*]`,
      reason: 'It is the role of every API of the account and region, whose log groups nobody here knows.',
    });
    this.account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    this.account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
