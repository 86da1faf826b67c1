import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Settings } from '../config.js';
import { namesOf } from '../naming.js';

/** The roles of ours that come near objects: the functions', and the one that deploys. */
const ownRoles = ['api', 'bucket-lister', 'object-notifications', 'reconciliation', 'deploy'];

/** What is refused to others. */
export interface RefusedToOthers {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `RefuseOthers` where absent. */
  readonly sid?: string;
  /** ARNs of whom else they are not refused to. */
  readonly alsoAllowed?: readonly string[];
}

/**
 * Refuses actions to everybody in the account but the functions, the deploying role, the administrators that the settings name, and the
 * account's root user. Services that act by themselves are not meant; those that act for somebody are judged as that somebody.
 *
 * The bucket's policy and its key's both carry it, so that a mistake in one of them opens nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function refuseOthers(
  settings: Settings,
  { actions, resources, sid = 'RefuseOthers', alsoAllowed = [] }: RefusedToOthers,
): PolicyStatement {
  const { ofAccount } = namesOf(settings);
  const allowed = [
    ofThisAccount('root'),
    ...ownRoles.map((name) => ofThisAccount(`role/${ofAccount(name)}`)),
    ...settings.administrators.map(arnOfPrincipal),
    ...alsoAllowed,
  ];
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions: {
      ArnNotLike: { 'aws:PrincipalArn': allowed },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
}

/** An IAM principal as the settings may name it: an ARN, an account, or a path in this account. */
export function arnOfPrincipal(principal: string): string {
  if (principal.startsWith('arn:')) return principal;
  return /^[0-9]+$/.test(principal) ? `arn:${Aws.PARTITION}:iam::${principal}:*` : ofThisAccount(principal);
}

const ofThisAccount = (path: string) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${path}`;
