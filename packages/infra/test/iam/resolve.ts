import type { GivenSettings } from '../../lib/config.js';
import type { StackId } from '../../lib/stack-ids.js';
import { templatesOf, type TemplateResource } from '../support/templates.js';

/** The account that deployments of tests are in. */
export const account = '111122223333';

interface Stack {
  readonly name: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/**
 * Makes a function that replaces the intrinsic functions of a deployment's templates by what they would give in `account`, ARNs among
 * it, wherever in its stacks these come from. It throws on what it does not know.
 */
export function resolverOf(given: GivenSettings): (stack: StackId, value: unknown) => unknown {
  const region = (given['region'] as string | undefined) ?? 'us-west-2';
  const stacks = new Map<string, Stack>();
  for (const [id, template] of templatesOf(given)) {
    const { Resources = {}, Outputs = {} } = template.toJSON() as Record<string, never>;
    const stack = { name: id, resources: Resources, outputs: Outputs };
    stacks.set(id, stack);
  }
  return (id, value) => new Resolver(stacks, region).resolve(stacks.get(id)!, value);
}

class Resolver {
  constructor(
    private readonly stacks: ReadonlyMap<string, Stack>,
    private readonly region: string,
  ) {}

  resolve(stack: Stack, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(stack, item));
    if (typeof value !== 'object' || value === null) return value;
    const [name, argument] = Object.entries(value)[0] ?? [];
    if (name === 'Ref') return this.#ref(stack, argument as string);
    if (name === 'Fn::GetAtt') return this.#attribute(stack, ...(argument as [string, string]));
    if (name === 'Fn::Join') return this.#join(stack, ...(argument as [string, unknown]));
    if (name === 'Fn::Sub') return this.#substitute(stack, argument as string);
    if (name === 'Fn::GetStackOutput') return this.#output(argument as { StackName: string; OutputName: string });
    if (name?.startsWith('Fn::')) throw new Error(`the resolver does not know ${name}`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(stack, item)]));
  }

  #join(stack: Stack, separator: string, items: unknown): string {
    return (this.resolve(stack, items) as string[]).join(separator);
  }

  #substitute(stack: Stack, text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const [id, attribute] = name.split('.') as [string, string?];
      return attribute === undefined ? this.#ref(stack, id) : this.#attribute(stack, id, attribute);
    });
  }

  #output({ StackName, OutputName }: { StackName: string; OutputName: string }): unknown {
    const producer = this.stacks.get(StackName.split('-').slice(3).join('-'))!;
    return this.resolve(producer, producer.outputs[OutputName]!.Value);
  }

  #ref(stack: Stack, id: string): string {
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::Region': this.region,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
    };
    return pseudo[id] ?? this.#nameOf(stack, id);
  }

  /** The name that a resource was given, or its logical id where CloudFormation makes one up. */
  #nameOf(stack: Stack, id: string): string {
    const { Type, Properties = {} } = stack.resources[id]!;
    const property = nameProperties[Type];
    const name = property === undefined ? undefined : this.resolve(stack, Properties[property]);
    if (Type === 'AWS::SQS::Queue') return `https://sqs.${this.region}.amazonaws.com/${account}/${name as string}`;
    // The topic's reference is its ARN.
    if (Type === 'AWS::SNS::Topic') return `arn:aws:sns:${this.region}:${account}:${name as string}`;
    return (name as string | undefined) ?? id;
  }

  #attribute(stack: Stack, id: string, attribute: string): string {
    const { Type, Properties = {} } = stack.resources[id]!;
    const isArn = attribute === 'Arn' || attribute === 'TopicArn';
    const property = nameProperties[Type];
    const name = (property && (this.resolve(stack, Properties[property]) as string | undefined)) ?? id;
    if (!isArn) return attribute.endsWith('Name') ? name : `${id}.${attribute}`;
    const local = (service: string, rest: string) => `arn:aws:${service}:${this.region}:${account}:${rest}`;
    switch (Type) {
      case 'AWS::DynamoDB::GlobalTable':
        return local('dynamodb', `table/${name}`);
      case 'AWS::S3::Bucket':
        return `arn:aws:s3:::${name}`;
      case 'AWS::SQS::Queue':
        return local('sqs', name);
      case 'AWS::KMS::Key':
        return local('kms', `key/${id}`);
      case 'AWS::Logs::LogGroup':
        return local('logs', `log-group:${name}:*`);
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${account}:role/${name}`;
      case 'AWS::Lambda::Function':
        return local('lambda', `function:${name}`);
      case 'AWS::SNS::Topic':
        return local('sns', name);
      default:
        return `${id}.${attribute}`;
    }
  }
}

/** The property that names a resource. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Events::Rule': 'Name',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::Logs::QueryDefinition': 'Name',
  'AWS::ApiGateway::RestApi': 'Name',
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::WAFv2::WebACL': 'Name',
  'AWS::XRay::Group': 'GroupName',
};
