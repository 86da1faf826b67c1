import { Duration } from 'aws-cdk-lib';
import {
  ApiKey,
  EndpointType,
  LogGroupLogDestination,
  RestApi,
  UsagePlan,
  type MethodOptions,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { accessLogFormat } from '../api/access-log-format.js';
import type { ApiFunctions, DeployedApi } from '../api/api-surface.js';
import { gatewayRefusals, refusalTemplate } from '../api/gateway-refusals.js';
import type { Settings } from '../config.js';
import { acknowledge } from '../policy/acknowledgements.js';
import { apiPolicy } from '../policy/api-callers.js';
import { AnnalsStack } from '../stacks/annals-stack.js';
import type { Keys } from '../stacks/security-stack.js';
import { ApiDomain } from './api-domain.js';
import type { ApiUsers } from './api-users.js';
import type { EncryptedLogGroup } from './encrypted-log-group.js';
import { GatewayLogRole } from './gateway-log-role.js';
import { restAuthorization } from './rest-authorization.js';
import { cachedPath, RestRoutes } from './rest-routes.js';
import { WebAcl } from './web-acl.js';

/** How an API is made. */
export interface EventsApiProps {
  readonly functions: ApiFunctions;
  /** Where each request leaves a line. */
  readonly accessLogs: EncryptedLogGroup;
  readonly keys: Keys;
  /** The callers that Cognito knows; there with auth `cognito`. */
  readonly users: ApiUsers | undefined;
  /** The way into a private API; there with the setting `privateApi`. */
  readonly endpoint: IInterfaceVpcEndpoint | undefined;
}

/** For how long an event that was found is given out without asking for it again. */
const cacheTtl = Duration.minutes(5);

/** The smallest, in GB. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
const cacheSize = '0.5';

/** The REST API: the default, with everything that the settings may ask for. */
export class EventsRestApi extends Construct implements DeployedApi {
  readonly kind = 'rest';
  readonly apiId: string;
  readonly name: string;
  readonly stage: string;
  readonly url: string;
  readonly accessLogs: EncryptedLogGroup;
  readonly #api: RestApi;

  constructor(scope: Construct, id: string, props: EventsApiProps) {
    super(scope, id);
    const { names, settings } = AnnalsStack.of(this);
    this.accessLogs = props.accessLogs;
    this.#api = this.#createApi(props);
    this.apiId = this.#api.restApiId;
    this.name = names.resource('api');
    this.stage = settings.stage;
    this.#route(props);
    this.#refuse();
    if (settings.apiLogsRole) this.#api.deploymentStage.node.addDependency(new GatewayLogRole(this, 'LogRole').account);
    if (settings.apiKeys) this.#meter();
    if (settings.waf)
      new WebAcl(this, 'Firewall', { stageArn: this.#api.deploymentStage.stageArn, logsKey: props.keys.logs });
    this.url = this.#nameIt() ?? this.#api.url;
  }

  #createApi({ endpoint }: EventsApiProps): RestApi {
    const { names, settings } = AnnalsStack.of(this);
    const api = new RestApi(this, 'Api', {
      restApiName: names.resource('api'),
      description: 'Events, objects and their catalogue.',
      // Bodies and answers of any form pass through as they are: text that is not said to be text would be taken for UTF-8.
      binaryMediaTypes: ['*/*'],
      endpointConfiguration: endpoint
        ? { types: [EndpointType.PRIVATE], vpcEndpoints: [endpoint] }
        : { types: [EndpointType.REGIONAL] },
      disableExecuteApiEndpoint: settings.domainName !== undefined,
      policy: apiPolicy(settings, endpoint?.vpcEndpointId),
      cloudWatchRole: false,
      deployOptions: this.#stageOptions(settings),
    });
    acknowledge(api, ...findings(settings));
    return api;
  }

  #stageOptions(settings: Settings): StageOptions {
    const throttling = {
      throttlingRateLimit: settings.throttlingRate,
      throttlingBurstLimit: settings.throttlingBurst,
    };
    return {
      ...throttling,
      stageName: settings.stage,
      description: `Stage ${settings.stage}.`,
      accessLogDestination: new LogGroupLogDestination(this.accessLogs),
      accessLogFormat: accessLogFormat(settings),
      tracingEnabled: settings.apiTracing,
      metricsEnabled: true,
      ...(settings.apiCaching && {
        cacheClusterEnabled: true,
        cacheClusterSize: cacheSize,
        cachingEnabled: false,
        methodOptions: {
          [`${cachedPath}/GET`]: { ...throttling, cachingEnabled: true, cacheDataEncrypted: true, cacheTtl },
        },
      }),
    };
  }

  #route({ functions, users }: EventsApiProps): void {
    const { settings } = AnnalsStack.of(this);
    const authorized: MethodOptions = { ...restAuthorization(this, users), apiKeyRequired: settings.apiKeys };
    // IAM judges every request by its path before the cache is asked; scopes of tokens are judged by the function, which then is not asked.
    const byToken = settings.auth === 'iam' ? [] : ['method.request.header.Authorization'];
    new RestRoutes(this.#api, { functions, authorized, cachedBy: settings.apiCaching ? byToken : undefined });
  }

  #refuse(): void {
    for (const refusal of gatewayRefusals(AnnalsStack.of(this).settings)) {
      const { type, status, headers = {} } = refusal;
      const quoted = Object.entries({ ...headers, 'Content-Type': 'application/problem+json' }).map(
        ([name, value]) => [name, `'${value}'`] as const,
      );
      this.#api.addGatewayResponse(`Refusal${type.responseType}`, {
        type,
        statusCode: String(status),
        responseHeaders: Object.fromEntries(quoted),
        // What a client accepts chooses among several; with one there is no choice.
        templates: { 'application/json': refusalTemplate(refusal) },
      });
    }
  }

  /** A first key, and a plan that limits each key of it as the stage limits all of them together. */
  #meter(): void {
    const { names, settings } = AnnalsStack.of(this);
    const plan = new UsagePlan(this, 'Plan', {
      name: names.resource('api'),
      description: 'Requests of each API key.',
      apiStages: [{ api: this.#api, stage: this.#api.deploymentStage }],
      throttle: { rateLimit: settings.throttlingRate, burstLimit: settings.throttlingBurst },
    });
    const apiKeyName = names.resource('first');
    plan.addApiKey(new ApiKey(this, 'FirstKey', { apiKeyName, description: 'For the first callers.' }));
  }

  #nameIt(): string | undefined {
    const { domainName, certificateArn, hostedZoneId } = AnnalsStack.of(this).settings;
    if (domainName === undefined || certificateArn === undefined) return undefined;
    const { stageName: stage } = this.#api.deploymentStage;
    new ApiDomain(AnnalsStack.of(this), 'Domain', {
      domainName,
      certificateArn,
      hostedZoneId,
      apiId: this.apiId,
      stage,
    });
    return `https://${domainName}/`;
  }
}

function findings({ apiTracing, auth, waf }: Settings) {
  const always = [
    { id: 'AwsSolutions-APIG2', reason: 'The function validates what it is sent, and says what is wrong with it.' },
    {
      id: 'AwsSolutions-APIG6',
      reason: 'The access log has every request; execution logs would repeat it in a group without a key.',
    },
  ];
  return [
    ...always,
    ...(auth === 'cognito'
      ? []
      : [{ id: 'AwsSolutions-COG4', reason: `Callers are known by ${auth}, as the settings say.` }]),
    ...(apiTracing
      ? []
      : [{ id: 'Serverless-APIGWXrayEnabled', reason: 'The settings switch traces of the stage off.' }]),
    ...(waf
      ? []
      : [{ id: 'AwsSolutions-APIG3', reason: 'The settings ask for no firewall, which costs by the month.' }]),
  ];
}
