import {
  LambdaIntegration,
  type IResource,
  type LambdaIntegrationOptions,
  type Method,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { healthPaths, listerPath, openMethods, whyOpen, type ApiFunctions } from '../api/api-surface.js';
import { acknowledge } from '../policy/acknowledgements.js';

/** How routes are made. */
export interface RestRoutesProps {
  readonly functions: ApiFunctions;
  /** How callers of every method prove who they are, but of the open ones. */
  readonly authorized: MethodOptions;
  /** Where events by id are cached: by what beside id, source and form. */
  readonly cachedBy: readonly string[] | undefined;
}

/** The path that is cached, where the stage has a cache. */
export const cachedPath = '/events/{id}';

/**
 * Gives a REST API its routes: the app behind everything, the lister behind its one path, and health open to anybody.
 *
 * A path that others begin with catches what is left under it again: the gateway does not go back to the root's proxy once it has gone down.
 */
export class RestRoutes {
  readonly #api: RestApi;
  readonly #props: RestRoutesProps;

  constructor(api: RestApi, props: RestRoutesProps) {
    this.#api = api;
    this.#props = props;
    this.#app(api.root);
    for (const path of healthPaths) this.#health(api.root.resourceForPath(path));
    this.#any(api.root.resourceForPath(listerPath), integrate(props.functions.lister));
    for (const parent of ['/health', '/bucket']) this.#app(api.root.resourceForPath(parent));
    if (props.cachedBy !== undefined) this.#cached(props.cachedBy);
  }

  /** The app behind a path and whatever is under it and has no route. */
  #app(resource: IResource): void {
    const app = integrate(this.#props.functions.api);
    if (resource.node.tryFindChild('ANY') === undefined) this.#any(resource, app);
    this.#any(resource.addResource('{proxy+}'), app);
  }

  #any(resource: IResource, integration: LambdaIntegration): Method {
    return resource.addMethod('ANY', integration, this.#props.authorized);
  }

  #health(resource: IResource): void {
    const app = integrate(this.#props.functions.api);
    this.#any(resource, app);
    for (const httpMethod of openMethods) {
      const method = resource.addMethod(httpMethod, app, { authorizationType: AuthorizationType.NONE });
      acknowledge(method, { id: 'AwsSolutions-APIG4', reason: whyOpen }, { id: 'AwsSolutions-COG4', reason: whyOpen });
    }
  }

  /**
   * Events never change, so one of them may be cached; nothing else may. Whatever tells two answers apart is part of the key: without it one
   * caller would get another's.
   */
  #cached(by: readonly string[]): void {
    const parameters = [
      'method.request.path.id',
      'method.request.querystring.source',
      'method.request.header.Accept',
      'method.request.header.If-None-Match',
      ...by,
    ];
    const events = this.#api.root.addResource('events');
    this.#app(events);
    const event = events.addResource('{id}');
    const app = this.#props.functions.api;
    this.#any(event, integrate(app));
    event.addMethod('GET', integrate(app, { cacheKeyParameters: parameters }), {
      ...this.#props.authorized,
      requestParameters: Object.fromEntries(parameters.map((name) => [name, name.includes('.path.')])),
    });
  }
}

/** One permission for the whole API: one for each method would outgrow the function's policy. */
function integrate(
  handler: ApiFunctions['api'],
  options: Pick<LambdaIntegrationOptions, 'cacheKeyParameters'> = {},
): LambdaIntegration {
  const cacheKeyParameters = options.cacheKeyParameters && [...options.cacheKeyParameters];
  return new LambdaIntegration(handler, {
    scopePermissionToMethod: false,
    ...(cacheKeyParameters && { cacheKeyParameters }),
  });
}
