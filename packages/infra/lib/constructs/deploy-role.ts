import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  OidcProviderNative,
  OpenIdConnectPrincipal,
  PolicyDocument,
  PolicyStatement,
  Role,
  type IOidcProvider,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge, type Acknowledgement } from '../policy/acknowledgements.js';
import { arnOfBootstrapRole } from '../policy/bootstrap-roles.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** What workflows come near. */
export interface DeployRoleProps {
  /** The stage of the API, which is tried after each deployment. */
  readonly apiStage: string;
}

/** Who signs GitHub's tokens. @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const issuer = 'token.actions.githubusercontent.com';

/** The roles of the CDK's bootstrap stack by which it deploys what has no image. */
const bootstrapRoles = ['deploy', 'file-publishing', 'lookup'] as const;

/** What the smoke test asks of the API. */
const smokeCalls = ['POST/events', 'GET/events/*'];

/**
 * The role that workflows of one repository deploy by, in one environment of GitHub.
 *
 * By itself it can next to nothing: it takes the CDK's own roles, keeps packages, and tries the API.
 */
export class DeployRole extends Role {
  constructor(scope: Construct, id: string, { apiStage }: DeployRoleProps) {
    const { names, settings } = AnnalsStack.of(scope);
    const { repository, githubSubject, githubEnvironment } = settings;
    super(scope, id, {
      roleName: names.ofAccount('deploy'),
      description: `Workflows of ${repository} in the environment ${githubEnvironment}.`,
      assumedBy: new OpenIdConnectPrincipal(provider(scope), {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          // All of it: a pattern could be met by a branch or a pull request of somebody else's making.
          [`${issuer}:sub`]: `${githubSubject ?? `repo:${repository}`}:environment:${githubEnvironment}`,
        },
      }),
      inlinePolicies: { own: new PolicyDocument({ statements: statementsOf(scope, apiStage) }) },
    });
    acknowledge(this, ...wildcards(scope, apiStage));
  }
}

/** An account has one provider for an issuer. */
function provider(scope: Construct): IOidcProvider {
  const { settings } = AnnalsStack.of(scope);
  if (!settings.githubProvider) {
    const arn = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${issuer}`;
    return OidcProviderNative.fromOidcProviderArn(scope, 'GitHub', arn);
  }
  return new OidcProviderNative(scope, 'GitHub', {
    url: `https://${issuer}`,
    clientIds: ['sts.amazonaws.com'],
    removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

function statementsOf(scope: Construct, apiStage: string): PolicyStatement[] {
  const packages = arnOfPackages(scope);
  return [
    new PolicyStatement({
      sid: 'DeployByTheCdk',
      actions: ['sts:AssumeRole'],
      resources: bootstrapRoles.map((role) => arnOfBootstrapRole(AnnalsStack.of(scope), role)),
    }),
    new PolicyStatement({
      sid: 'KeepPackages',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: keysOf(scope).map((keys) => `${packages}/${keys}`),
    }),
    new PolicyStatement({ sid: 'ListPackages', actions: ['s3:ListBucket'], resources: [packages] }),
    new PolicyStatement({
      sid: 'TryTheApi',
      actions: ['execute-api:Invoke'],
      resources: smokeCalls.map((call) => arnOfCall(scope, `${apiStage}/${call}`)),
    }),
  ];
}

/** By its name, and the API by an output that has one: what references are called is not known before they are made. */
const arnOfPackages = (scope: Construct) =>
  `arn:${Aws.PARTITION}:s3:::${AnnalsStack.of(scope).names.bucket('packages')}`;

const keysOf = (scope: Construct) => [
  'packages/*',
  `deployments/${AnnalsStack.of(scope).settings.githubEnvironment}/*`,
];

function arnOfCall(scope: Construct, call: string): string {
  const { names, region } = AnnalsStack.of(scope);
  const apiId = Fn.getStackOutput(names.resource('api'), 'ApiId');
  return `arn:${Aws.PARTITION}:execute-api:${region}:${Aws.ACCOUNT_ID}:${apiId}/${call}`;
}

/** What ends in a wildcard, and why it stays. */
function wildcards(scope: Construct, apiStage: string): Acknowledgement[] {
  const found = (arn: string, reason: string) => ({ id: `AwsSolutions-IAM5[Resource::${shown(scope, arn)}]`, reason });
  return [
    ...keysOf(scope).map((keys) =>
      found(`${arnOfPackages(scope)}/${keys}`, 'Packages and deployments have names of their own, each time others.'),
    ),
    ...smokeCalls
      .filter((call) => call.endsWith('*'))
      .map((call) =>
        found(arnOfCall(scope, `${apiStage}/${call}`), 'The event that is tried has another id each time.'),
      ),
  ];
}

/** Text as the packs show it: references in angle brackets, other functions as JSON. */
function shown(scope: Construct, text: string): string {
  const joined = AnnalsStack.of(scope).resolve(text) as { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
  return joined['Fn::Join'][1].map(shownPart).join('');
}

function shownPart(part: unknown): string {
  if (typeof part === 'string') return part;
  const { Ref } = part as { readonly Ref?: string };
  return Ref === undefined ? JSON.stringify(part) : `<${Ref}>`;
}
