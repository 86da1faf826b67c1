import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { healthPaths, openMethods } from '../api/api-surface.js';
import { hasPipeline, type Settings } from '../config.js';
import { namesOf } from '../naming.js';
import { arnOfPrincipal } from './guarded-objects.js';

const everything = ['execute-api:/*'];

/**
 * The policy of a REST API: nothing where the policies of the account's own principals are enough.
 *
 * With IAM, either the caller's policies or this one allow, and one that denies is enough; so callers that are named are allowed here, and
 * everybody else who is known is denied. Who is not known has no ARN to be denied by, and is refused by the method's authorisation; health
 * has none, so that this policy must allow it. Any other authorisation asks this policy first, which then has to allow everybody.
 *
 * @param endpointId of the VPC endpoint through which a private API is reached
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function apiPolicy(settings: Settings, endpointId: string | undefined): PolicyDocument | undefined {
  const { allowedCallers, auth } = settings;
  if (allowedCallers.length === 0 && endpointId === undefined) return undefined;
  const health = openMethods.flatMap((method) => healthPaths.map((path) => `execute-api:/*/${method}${path}`));
  const statements = [
    invoke({ sid: 'Health', resources: health }),
    ...(auth === 'iam' ? namedCallers(settings) : [invoke({ sid: 'WhomTheAuthoriserKnows', resources: everything })]),
    ...(endpointId === undefined ? [] : [othersThan(endpointId)]),
  ];
  return new PolicyDocument({ statements });
}

function namedCallers(settings: Settings): PolicyStatement[] {
  const { allowedCallers } = settings;
  if (allowedCallers.length === 0) return [];
  // Workflows try what they have deployed.
  const workflows = hasPipeline(settings) ? [`role/${namesOf(settings).ofAccount('deploy')}`] : [];
  const arns = [...allowedCallers, ...workflows].map(arnOfPrincipal);
  return [
    invoke({
      sid: 'AllowedCallers',
      resources: everything,
      conditions: { ArnLike: { 'aws:PrincipalArn': arns } },
    }),
    invoke({
      sid: 'RefuseOthers',
      effect: Effect.DENY,
      resources: everything,
      conditions: { ArnNotLike: { 'aws:PrincipalArn': arns }, Null: { 'aws:PrincipalArn': 'false' } },
    }),
  ];
}

function othersThan(endpointId: string): PolicyStatement {
  return invoke({
    sid: 'ThroughTheEndpointOnly',
    effect: Effect.DENY,
    resources: everything,
    conditions: { StringNotEquals: { 'aws:SourceVpce': endpointId } },
  });
}

function invoke(own: Pick<PolicyStatementProps, 'sid' | 'effect' | 'resources' | 'conditions'>): PolicyStatement {
  return new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], ...own });
}
