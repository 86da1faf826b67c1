import { conditionsHold, refuseVariables } from './conditions.js';
import { listed, type Caller, type Policy, type Request, type Statement } from './policy.js';
import { isLike } from './wildcards.js';

/** What IAM answers, and why where it says no: a statement that denies, or none that allows. */
export type Verdict = 'allowed' | 'explicitly denied' | 'implicitly denied';

/** What a request is judged by. */
export interface Policies {
  /** Those of the caller's role. */
  readonly identity: readonly Policy[];
  /** Those of what is asked for: of the bucket, the queue, the key. */
  readonly resource?: readonly Policy[];
}

/**
 * Judges a request as IAM does: one statement that denies is enough. Then, within an account, one that allows is, in either kind of policy;
 * of a key its policy has to let the account's own policies decide, or these decide nothing. Who is of another account needs both kinds.
 *
 * Boundaries of permissions, policies of organisations and of sessions are not simulated: nothing here uses them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function simulate({ identity, resource = [] }: Policies, request: Request): Verdict {
  const own = statementsOf(identity).filter((statement) => applies(statement, request));
  const ofResource = statementsOf(resource)
    .map((statement) => ({ statement, meant: howMeant(statement, request.caller) }))
    .filter(({ statement, meant }) => meant !== 'no' && applies(statement, request));
  const isDeny = ({ Effect }: Statement) => Effect === 'Deny';
  if (own.some(isDeny) || ofResource.some(({ statement }) => isDeny(statement))) return 'explicitly denied';
  const means = (how: 'itself' | 'as its account') => ofResource.some(({ meant }) => meant === how);
  const isNamed = means('itself');
  const isDelegated = means('as its account');
  const ownDecide = isDelegated || !request.action.startsWith('kms:');
  const isAllowed = isForeign(request)
    ? own.length > 0 && (isNamed || isDelegated)
    : isNamed || (own.length > 0 && ownDecide);
  return isAllowed ? 'allowed' : 'implicitly denied';
}

/** Whether somebody asks for what another account has. Services are of no account: policies of resources alone let them. */
function isForeign({ caller, resource, owner }: Request): boolean {
  if ('service' in caller) return false;
  const own = accountOf(caller.arn);
  return (owner ?? (accountOf(resource) || own)) !== own;
}

/** Every statement of some policies. */
export function statementsOf(policies: readonly Policy[]): readonly Statement[] {
  return policies.flatMap(({ Statement }) => listed(Statement));
}

function applies(statement: Statement, request: Request): boolean {
  return (
    isAmong(request.action, statement.Action, statement.NotAction, { anyCase: true }) &&
    isAmong(request.resource, statement.Resource, statement.NotResource) &&
    conditionsHold(statement.Condition, contextOf(request))
  );
}

/** Whether text matches one of the patterns, or none of those that are excluded. */
function isAmong(
  text: string,
  patterns: Statement['Action'],
  excluded: Statement['Action'],
  options?: { readonly anyCase: boolean },
): boolean {
  const isOneOf = (some: Statement['Action']) => listed(some).some((pattern) => isLike(text, pattern, options));
  if ((patterns === undefined) === (excluded === undefined))
    throw new Error('a statement names either what it is about or what it is not about');
  refuseVariables([...listed(patterns), ...listed(excluded)]);
  return excluded === undefined ? isOneOf(patterns) : !isOneOf(excluded);
}

function contextOf({ caller, context = {} }: Request): Readonly<Record<string, string | readonly string[]>> {
  if ('service' in caller) return { 'aws:PrincipalIsAWSService': 'true', ...context };
  return {
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': accountOf(caller.arn),
    'aws:PrincipalIsAWSService': 'false',
    ...context,
  };
}

/** An account as a principal is everybody in it; where it is allowed something, its own policies say who. */
function howMeant({ Principal, NotPrincipal }: Statement, caller: Caller): 'itself' | 'as its account' | 'no' {
  if (NotPrincipal !== undefined || Principal === undefined)
    throw new Error('the simulator judges policies of resources by Principal alone');
  if (Principal === '*') return 'itself';
  const { AWS, Service } = Principal;
  const names = listed(AWS);
  if (names.includes('*')) return 'itself';
  if ('service' in caller) return listed(Service).includes(caller.service) ? 'itself' : 'no';
  if (names.includes(caller.arn)) return 'itself';
  return names.some((name) => isAccountOf(name, caller.arn)) ? 'as its account' : 'no';
}

/** Nothing where an ARN has none, as those of buckets. */
const accountOf = (arn: string) => arn.split(':')[4] ?? '';

function isAccountOf(principal: string, arn: string): boolean {
  return principal === accountOf(arn) || /^arn:[^:]*:iam::(\d+):root$/.exec(principal)?.[1] === accountOf(arn);
}
