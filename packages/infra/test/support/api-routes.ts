import type { GivenSettings } from '../../lib/config.js';
import { resourcesOf, type TemplateResource } from './templates.js';

/** A route of an API as a template has it. */
export interface DeployedRoute {
  /** Method and path, `ANY /events/{id}`; `$default` for whatever has no other. */
  readonly route: string;
  readonly authorization: string;
  readonly scopes: readonly string[];
  /** The logical id of the function that answers. */
  readonly answeredBy: string;
  readonly needsKey: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/** Every route of a deployment's API, of either kind, by method and path. */
export function routesOf(given: GivenSettings): readonly DeployedRoute[] {
  const resources = new Map(
    resourcesOf(given)
      .filter(({ stack }) => stack === 'api')
      .map((each) => [each.id, each]),
  );
  const routes = [...resources.values()].flatMap((each) => {
    if (each.Type === 'AWS::ApiGateway::Method') return [restRoute(each.Properties!, resources)];
    if (each.Type === 'AWS::ApiGatewayV2::Route') return [httpRoute(each.Properties!, resources)];
    return [];
  });
  return routes.sort((left, right) => (left.route < right.route ? -1 : 1));
}

function restRoute(properties: Properties, resources: ReadonlyMap<string, TemplateResource>): DeployedRoute {
  const { HttpMethod, ResourceId, AuthorizationType, AuthorizationScopes, Integration, ApiKeyRequired } = properties;
  return {
    route: `${HttpMethod as string} ${pathOf(ResourceId, resources)}`,
    authorization: AuthorizationType as string,
    scopes: (AuthorizationScopes ?? []) as string[],
    answeredBy: functionIn(Integration),
    needsKey: ApiKeyRequired === true,
  };
}

function httpRoute(properties: Properties, resources: ReadonlyMap<string, TemplateResource>): DeployedRoute {
  const { RouteKey, AuthorizationType, AuthorizationScopes, Target } = properties;
  const [integration] = /(?<="Ref":")[^"]+/.exec(JSON.stringify(Target)) ?? [];
  return {
    route: RouteKey as string,
    authorization: AuthorizationType as string,
    scopes: (AuthorizationScopes ?? []) as string[],
    answeredBy: functionIn(resources.get(integration!)!.Properties),
    needsKey: false,
  };
}

/** The path of a resource: its parent's and its own part; the root is an attribute of the API. */
function pathOf(reference: unknown, resources: ReadonlyMap<string, TemplateResource>): string {
  const { Ref } = reference as { readonly Ref?: string };
  if (Ref === undefined) return '/';
  const { ParentId, PathPart } = resources.get(Ref)!.Properties as { ParentId: unknown; PathPart: string };
  return `${pathOf(ParentId, resources).replace(/\/$/, '')}/${PathPart}`;
}

function functionIn(value: unknown): string {
  return /(?<=\["?)(App|Lister)(?=Function)/.exec(JSON.stringify(value))?.[0] ?? JSON.stringify(value);
}
