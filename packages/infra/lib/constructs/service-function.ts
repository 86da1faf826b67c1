import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, IgnoreMode, type Duration } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  RuntimeManagementMode,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge, type Acknowledgement } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';
import type { FunctionNetwork } from '../stacks/network-stack.js';
import type { Keys } from '../stacks/security-stack.js';
import { EncryptedLogGroup } from './encrypted-log-group.js';

/** The files that a function is, as its package's `bundle` made them. */
interface Bundle {
  /** The folder that holds the packages. */
  readonly packages: string;
  readonly package: 'api-nest' | 'ingest-lambda';
  /** The file with the handler without `.cjs`; it exports `handler`. */
  readonly file: string;
}

/** How a function is made. */
export interface ServiceFunctionProps {
  /** Names the function, its role and its log group. */
  readonly name: string;
  readonly description: string;
  readonly bundle: Bundle;
  readonly keys: Keys;
  /** Where it runs; absent: outside a VPC. */
  readonly network: FunctionNetwork | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly memoryMiB: number;
  /** What its role may do beside logging, tracing and being in its network. */
  readonly statements: readonly PolicyStatement[];
  /** What the packs find in `statements`, and why it stays. */
  readonly acknowledgements?: readonly Acknowledgement[];
  /** Where what it fails at is found again, in a sentence for an auditor: Lambda itself keeps none of it. */
  readonly failuresGo: string;
}

/**
 * A function of ours: one bundle, its own role, its own log group.
 *
 * The role takes no grants: whatever it may do stands in `statements`, so that no construct widens it in passing.
 */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly logGroup: EncryptedLogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { names, settings } = AnnalsStack.of(this);
    const { name, network, environment, timeout, memoryMiB, description } = props;
    this.logGroup = new EncryptedLogGroup(this, 'Logs', { logGroupName: names.logGroup(name), key: props.keys.logs });
    this.role = this.#createRole(props);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: names.resource(name),
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      runtimeManagementMode: runtimeOf(settings.runtimeVersion),
      code: codeOf(props.bundle),
      handler: `${props.bundle.file}.handler`,
      environment: {
        ...environment,
        ...(settings.directRequests ? {} : requestsOfSdk),
        LOG_LEVEL: settings.logLevel,
        POWERTOOLS_METRICS_NAMESPACE: names.prefix,
      },
      timeout,
      memorySize: memoryMiB,
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The function leaves out what `LOG_LEVEL` is above. Lambda would leave out figures and the API's errors as well, whose levels it cannot
      // read: what has none of its words counts as INFO.
      // @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      tracing: Tracing.ACTIVE,
      ...(network && {
        vpc: network.vpc,
        vpcSubnets: network.subnets,
        securityGroups: [network.functions],
      }),
    });
    acknowledge(this.lambda, { id: 'Serverless-LambdaDLQ', reason: props.failuresGo });
  }

  #createRole({ name, network, statements, acknowledgements = [] }: ServiceFunctionProps): Role {
    const { names } = AnnalsStack.of(this);
    const inNetwork = network === undefined ? [] : networkStatements(functionArn(this, name));
    const role = new Role(this, 'Role', {
      roleName: names.ofAccount(name),
      description: `What the function ${names.resource(name)} may do.`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        own: new PolicyDocument({ statements: [...statements] }),
        platform: new PolicyDocument({ statements: [...this.#observationStatements(), ...inNetwork] }),
      },
    });
    const reason = 'Traces, and network interfaces of a function, have no ARN to name before they exist.';
    acknowledge(
      role,
      { id: 'AwsSolutions-IAM5[Resource::*]', reason },
      { id: 'Serverless-LambdaStarPermissions', reason },
      ...acknowledgements,
    );
    return role;
  }

  #observationStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
      // @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html: no resource can be named.
      new PolicyStatement({
        sid: 'Trace',
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
    ];
  }
}

/** What has a function leave all requests to the SDK. */
const requestsOfSdk = { DYNAMODB_BATCHES: 'sdk', S3_HEADS: 'sdk' };

/** A code cache is good for one build of Node: by default Lambda would change it at any time. */
function runtimeOf(version: string | undefined): RuntimeManagementMode {
  return version === undefined ? RuntimeManagementMode.FUNCTION_UPDATE : RuntimeManagementMode.manual(version);
}

/** Known before the function is: its role has to name it. */
function functionArn(construct: Construct, name: string): string {
  const { names } = AnnalsStack.of(construct);
  return `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${names.resource(name)}`;
}

/**
 * What Lambda needs to put a function into a network, and refuses to the function's own code.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function networkStatements(ownArn: string): PolicyStatement[] {
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    new PolicyStatement({ sid: 'JoinNetwork', actions, resources: ['*'] }),
    new PolicyStatement({
      sid: 'OnlyLambdaItself',
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': ownArn } },
    }),
  ];
}

/** What the function loads and the licences of it, without source maps and without the package's other functions. */
function codeOf({ packages, package: name, file }: Bundle): Code {
  const folder = join(packages, name, 'dist-lambda');
  const files = [`${file}.cjs`, `${file}.bundle.cjs`, `${file}.bundle.cache`];
  for (const made of files.map((each) => join(folder, each)))
    if (!existsSync(made)) throw new Error(`${made} is missing; npm run build makes it`);
  return Code.fromAsset(folder, {
    exclude: ['*', ...[...files, `${file}.bundle.cjs.LEGAL.txt`].map((each) => `!${each}`)],
    ignoreMode: IgnoreMode.GIT,
  });
}
