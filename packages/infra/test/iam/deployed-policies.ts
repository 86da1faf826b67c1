import type { GivenSettings } from '../../lib/config.js';
import type { StackId } from '../../lib/stack-ids.js';
import { resourcesOf, type TemplateResource } from '../support/templates.js';
import { listed, type Policy } from './policy.js';
import { account, resolverOf } from './resolve.js';

/** A role of a deployment, with what it may do. */
export interface DeployedRole {
  readonly name: string;
  readonly arn: string;
  readonly policies: readonly Policy[];
  readonly managedPolicies: readonly string[];
}

type Placed = TemplateResource & { readonly stack: StackId; readonly id: string };

/** Every role of a deployment by its name without prefix and region, its own policies and those attached to it resolved. */
export function rolesOf(given: GivenSettings): ReadonlyMap<string, DeployedRole> {
  const resolve = resolverOf(given);
  const attached = resourcesOf(given).filter(({ Type }) => /^AWS::IAM::(Managed)?Policy$/.test(Type));
  const roles = resourcesOf(given, 'AWS::IAM::Role').map((role) => {
    const properties = resolve(role.stack, role.Properties) as RoleProperties;
    const name = properties.RoleName ?? role.id;
    const others = attached.filter((policy) => policy.stack === role.stack && isAttached(policy, role.id));
    const documents = others.map(
      ({ stack, Properties = {} }) => resolve(stack, Properties['PolicyDocument']) as Policy,
    );
    return {
      name: shortNameOf(name),
      arn: `arn:aws:iam::${account}:role/${name}`,
      policies: [...(properties.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument), ...documents],
      managedPolicies: properties.ManagedPolicyArns ?? [],
    };
  });
  return new Map(roles.map((role) => [role.name, role]));
}

interface RoleProperties {
  readonly RoleName?: string;
  readonly Policies?: readonly { readonly PolicyDocument: Policy }[];
  readonly ManagedPolicyArns?: readonly string[];
}

function isAttached({ Properties = {} }: Placed, roleId: string): boolean {
  return listed(Properties['Roles'] as { readonly Ref?: string }[] | undefined).some(({ Ref }) => Ref === roleId);
}

const shortNameOf = (name: string) =>
  name
    .split('-')
    .slice(3)
    .join('-')
    .replace(/-[a-z]{2}-[a-z]+-\d$/, '');

/** The policy of one bucket, queue or key. */
export function policyOf(given: GivenSettings, type: PolicyType, idPrefix: string): Policy {
  const found = resourcesOf(given, type).filter(({ id }) => id.startsWith(idPrefix));
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type} begin with ${idPrefix}`);
  const { stack, Properties = {} } = found[0]!;
  return resolverOf(given)(stack, Properties[type === 'AWS::KMS::Key' ? 'KeyPolicy' : 'PolicyDocument']) as Policy;
}

type PolicyType = 'AWS::S3::BucketPolicy' | 'AWS::SQS::QueuePolicy' | 'AWS::SNS::TopicPolicy' | 'AWS::KMS::Key';
