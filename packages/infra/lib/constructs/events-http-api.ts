import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpUserPoolAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accessLogFormat } from '../api/access-log-format.js';
import {
  healthPaths,
  listerPath,
  openMethods,
  whyOpen,
  type ApiFunctions,
  type DeployedApi,
} from '../api/api-surface.js';
import { acknowledge } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';
import { ApiDomain } from './api-domain.js';
import type { ApiUsers } from './api-users.js';
import type { EncryptedLogGroup } from './encrypted-log-group.js';
import type { EventsApiProps } from './events-rest-api.js';
import { authorizerFunction } from './rest-authorization.js';

/** The stage that stands at the root of the API's address. */
const stageName = '$default';

/** The HTTP API: cheaper and faster than the REST API, and without most of its options. Pages of other origins may not call it. */
export class EventsHttpApi extends Construct implements DeployedApi {
  readonly kind = 'http';
  readonly apiId: string;
  readonly name: string;
  readonly stage = stageName;
  readonly url: string;
  readonly accessLogs: EncryptedLogGroup;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, props: Omit<EventsApiProps, 'endpoint' | 'keys'>) {
    super(scope, id);
    const { names, settings } = AnnalsStack.of(this);
    const { functions, accessLogs, users } = props;
    this.accessLogs = accessLogs;
    this.name = names.resource('api');
    const app = integrate('App', functions.api);
    this.#api = new HttpApi(this, 'Api', {
      apiName: this.name,
      description: 'Events, objects and their catalogue.',
      createDefaultStage: false,
      disableExecuteApiEndpoint: settings.domainName !== undefined,
      defaultIntegration: app,
      defaultAuthorizer: this.#authorizer(users),
      ...(users && { defaultAuthorizationScopes: [...users.scopes] }),
    });
    this.apiId = this.#api.apiId;
    this.#route(functions, app);
    const stage = this.#createStage();
    this.url = this.#nameIt(stage) ?? `${this.#api.apiEndpoint}/`;
  }

  #route({ lister }: ApiFunctions, app: HttpLambdaIntegration): void {
    this.#api.addRoutes({ path: listerPath, methods: [HttpMethod.ANY], integration: integrate('Lister', lister) });
    for (const path of healthPaths) {
      const methods = openMethods.map((method) => HttpMethod[method]);
      const authorizer = new HttpNoneAuthorizer();
      const routes = this.#api.addRoutes({ path, methods, integration: app, authorizer, authorizationScopes: [] });
      for (const route of routes) acknowledge(route, { id: 'AwsSolutions-APIG4', reason: whyOpen });
    }
  }

  #authorizer(users: ApiUsers | undefined): IHttpRouteAuthorizer {
    const { settings, names } = AnnalsStack.of(this);
    const { auth, jwtIssuer = '', jwtAudience, authorizerFunctionArn = '' } = settings;
    const authorizerName = names.resource(auth);
    if (users !== undefined)
      return new HttpUserPoolAuthorizer('Users', users.pool, { authorizerName, userPoolClients: [users.client] });
    if (auth === 'jwt')
      return new HttpJwtAuthorizer('Issuer', jwtIssuer, { authorizerName, jwtAudience: [...jwtAudience] });
    if (auth === 'custom')
      // It is asked as a REST API asks, so that one function serves both, and each time, because its answer may be about one call only.
      return new HttpLambdaAuthorizer('Custom', authorizerFunction(this, authorizerFunctionArn), {
        authorizerName,
        resultsCacheTtl: Duration.seconds(0),
      });
    return new HttpIamAuthorizer();
  }

  #createStage(): HttpStage {
    const { settings } = AnnalsStack.of(this);
    return new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: settings.throttlingRate, burstLimit: settings.throttlingBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: accessLogFormat(settings),
      },
    });
  }

  #nameIt(stage: HttpStage): string | undefined {
    const { domainName, certificateArn, hostedZoneId } = AnnalsStack.of(this).settings;
    if (domainName === undefined || certificateArn === undefined) return undefined;
    const props = { domainName, certificateArn, hostedZoneId, apiId: this.apiId, stage: stageName };
    new ApiDomain(AnnalsStack.of(this), 'Domain', props).after(stage);
    return `https://${domainName}/`;
  }
}

/** One permission for the whole API: one for each route would outgrow the function's policy. */
function integrate(id: string, handler: ApiFunctions['api']): HttpLambdaIntegration {
  return new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false });
}
