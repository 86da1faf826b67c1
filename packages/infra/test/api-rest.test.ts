import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { routesOf } from './support/api-routes.js';
import { problemsOfApp } from './support/problems-of-app.js';
import { resourcesOf, templateOf } from './support/templates.js';

const production = { profile: 'production' };
const health = ['/health', '/health/live', '/health/ready'];

describe.each([['starter'], ['production']])('the REST API of %s', (profile) => {
  const given = { profile };
  const stage = templateOf('api', given);

  it('is one of the region, at its own address, which has to stay', () => {
    expect(resourcesOf(given, 'AWS::ApiGateway::RestApi').map(({ id }) => id)).toEqual(['RestApi79D61EE8']);
    stage.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
      DisableExecuteApiEndpoint: false,
      Policy: Match.absent(),
    });
  });

  it('passes bodies of every form on as they are', () => {
    stage.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  it('lets only health in without authorisation', () => {
    const routes = routesOf(given);
    const open = routes.filter(({ authorization }) => authorization !== 'AWS_IAM');
    expect(open.map(({ route }) => route)).toEqual(
      ['GET', 'HEAD'].flatMap((method) => health.map((path) => `${method} ${path}`)),
    );
    expect(new Set(open.map(({ authorization }) => authorization))).toEqual(new Set(['NONE']));
    expect(routes.filter(({ needsKey }) => needsKey)).toEqual([]);
  });

  it('answers every path, the bucket’s list by the lister, all others by the app', () => {
    const routes = routesOf(given);
    expect(routes.filter(({ answeredBy }) => answeredBy === 'Lister').map(({ route }) => route)).toEqual([
      'ANY /bucket/objects',
    ]);
    const app = routes.filter(({ answeredBy }) => answeredBy === 'App').map(({ route }) => route);
    expect(app.filter((route) => route.startsWith('ANY'))).toEqual([
      'ANY /',
      'ANY /bucket',
      'ANY /bucket/{proxy+}',
      ...health.map((path) => `ANY ${path}`),
      'ANY /health/{proxy+}',
      'ANY /{proxy+}',
    ]);
    expect(routes).toHaveLength(app.length + 1);
  });

  it('may call both functions, and nothing else of API Gateway may', () => {
    const permissions = resourcesOf(given, 'AWS::Lambda::Permission').filter(({ stack }) => stack === 'api');
    expect(permissions).toHaveLength(2);
    for (const { Properties } of permissions)
      expect(Properties).toMatchObject({
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: 'RestApi79D61EE8' }])] },
      });
  });

  it('logs each request as JSON: which, from where, by whom, for what, and what came of it', () => {
    const [stageOfApi] = resourcesOf(given, 'AWS::ApiGateway::Stage');
    const { DestinationArn, Format } = stageOfApi!.Properties?.['AccessLogSetting'] as AccessLogSetting;
    const [group] = resourcesOf(given, 'AWS::Logs::LogGroup').filter(({ id }) => id.startsWith('AccessLogs'));
    expect(JSON.stringify(DestinationArn)).toContain(`{"Ref":"${group!.id}"}`);
    expect(JSON.parse(Format)).toMatchObject({
      requestId: '$context.requestId',
      ip: '$context.identity.sourceIp',
      caller: '$context.identity.caller',
      userArn: '$context.identity.userArn',
      status: '$context.status',
      requestTime: '$context.requestTime',
      method: '$context.httpMethod',
      route: '$context.resourcePath',
      error: '$context.error.responseType',
      traceId: '$context.xrayTraceId',
    });
  });

  it('is traced', () => stage.hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: true }));

  it('limits requests', () => {
    const [ThrottlingRateLimit, ThrottlingBurstLimit] = profile === 'production' ? [1000, 2000] : [100, 200];
    stage.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: profile === 'production' ? 'prod' : 'dev',
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', MetricsEnabled: true, ThrottlingRateLimit, ThrottlingBurstLimit },
      ],
    });
  });
});

interface AccessLogSetting {
  readonly DestinationArn: unknown;
  readonly Format: string;
}

describe('what the gateway answers by itself', () => {
  const refusals = refusalsOf({});
  const named = refusals.map((refusal) => [refusal.ResponseType, refusal] as const);

  it('is told of every kind that there is', () => {
    expect(named.map(([type]) => type).sort()).toEqual(kinds);
  });

  it.each(named)('%s is a problem, one that the app answers too', (_type, refusal) => {
    expect(refusal.ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    expect(Object.keys(refusal.ResponseTemplates)).toEqual(['application/json']);
    const problem = JSON.parse(refusal.ResponseTemplates['application/json']!) as Readonly<Record<string, unknown>>;
    const code = (problem['type'] as string).replace('/problems/', '');
    const kind = problemsOfApp.get(code);
    expect(problem).toEqual({
      ...kind,
      type: `/problems/${code}`,
      detail: expect.any(String) as unknown,
      requestId: '$context.requestId',
    });
    expect(Object.keys(problem)).toHaveLength(5);
    expect(refusal.StatusCode).toBe(String(kind!.status));
  });

  it('says how to be known where nobody is', () => {
    const challenges = (given: Readonly<Record<string, unknown>>) =>
      new Set(
        refusalsOf(given)
          .filter(({ StatusCode }) => StatusCode === '401')
          .map(({ ResponseParameters }) => ResponseParameters['gatewayresponse.header.WWW-Authenticate']),
      );
    expect(challenges({})).toEqual(new Set(["'AWS4-HMAC-SHA256'"]));
    expect(challenges({ auth: 'cognito' })).toEqual(new Set(["'Bearer'"]));
  });

  it('says when to try again where there are too many requests, or no answer', () => {
    for (const { StatusCode, ResponseParameters } of refusals)
      expect(ResponseParameters['gatewayresponse.header.Retry-After']).toBe(
        StatusCode === '429' || StatusCode === '503' ? "'1'" : undefined,
      );
  });
});

function refusalsOf(given: Readonly<Record<string, unknown>>): readonly Refusal[] {
  return resourcesOf(given, 'AWS::ApiGateway::GatewayResponse').map(
    ({ Properties }) => Properties as unknown as Refusal,
  );
}

interface Refusal {
  readonly ResponseType: string;
  readonly StatusCode: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const kinds = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
];

describe('the role by which REST APIs log', () => {
  it('is the account’s, is there before the stage, and outlives the deployment without holding a name', () => {
    const template = templateOf('api');
    const [[role]] = Object.entries(template.findResources('AWS::IAM::Role', { DeletionPolicy: 'Retain' })) as [
      [string, unknown],
    ];
    template.hasResource('AWS::IAM::Role', { DeletionPolicy: 'Retain', Properties: { RoleName: Match.absent() } });
    template.hasResource('AWS::ApiGateway::Account', {
      DeletionPolicy: 'Retain',
      Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [role, 'Arn'] } },
    });
    const [account] = Object.keys(template.findResources('AWS::ApiGateway::Account'));
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
  });

  it('is left alone where the account has one', () => {
    const template = templateOf('api', { apiLogsRole: false });
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.resourceCountIs('AWS::IAM::Role', 2);
  });
});

describe('the functions of the API', () => {
  const variables = (name: string, given: Readonly<Record<string, unknown>> = {}) => {
    const [found] = resourcesOf(given, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties?.['FunctionName'] === `annals-dev-dev-${name}`,
    );
    const { Variables } = found!.Properties?.['Environment'] as { Variables: Readonly<Record<string, unknown>> };
    return Variables;
  };

  it('are told what they work with, and that the gateway has found out who calls', () => {
    expect(Object.keys(variables('api')).sort()).toEqual([
      'AUTH_MODE',
      'BUCKET_NAME',
      'EVENT_QUEUE_URL',
      'LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
      'SAMPLE_QUEUE_URL',
      'TABLE_NAME',
    ]);
    expect(Object.keys(variables('bucket-lister')).sort()).toEqual([
      'AUTH_MODE',
      'BUCKET_NAME',
      'LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
    ]);
    for (const name of ['api', 'bucket-lister']) expect(variables(name)).toMatchObject({ AUTH_MODE: 'iam' });
  });

  it('are told what stands before scopes in tokens', () => {
    const byToken = { AUTH_MODE: 'jwt', JWT_SCOPE_PREFIX: 'annals/' };
    for (const name of ['api', 'bucket-lister']) expect(variables(name, { auth: 'cognito' })).toMatchObject(byToken);
  });

  it.each([
    ['api', 'lambda.handler'],
    ['bucket-lister', 'bucket-lister.handler'],
  ])('%s end before the gateway stops waiting', (name, Handler) => {
    const FunctionName = `annals-dev-dev-${name}`;
    templateOf('api').hasResourceProperties('AWS::Lambda::Function', { FunctionName, Handler, Timeout: 28 });
  });

  it('run in the isolated subnets of production', () => {
    const functions = resourcesOf(production, 'AWS::Lambda::Function').filter(({ stack }) => stack === 'api');
    expect(functions).toHaveLength(2);
    for (const { Properties } of functions)
      expect(JSON.stringify(Properties?.['VpcConfig'])).toContain('functionsSubnet');
    for (const { Properties } of resourcesOf(production, 'AWS::EC2::Subnet'))
      expect(Properties).toMatchObject({ MapPublicIpOnLaunch: false });
  });
});

describe('the outputs of the API', () => {
  it('are its address, its functions and their roles', () => {
    const outputs = Object.keys(templateOf('api').findOutputs('*'));
    for (const owner of ['Api', 'BucketLister'])
      expect(outputs).toEqual(
        expect.arrayContaining([`${owner}FunctionName`, `${owner}FunctionArn`, `${owner}RoleArn`]),
      );
    templateOf('api').hasOutput('ApiUrl', {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            { Ref: 'RestApi79D61EE8' },
            Match.stringLikeRegexp('execute-api'),
            Match.anyValue(),
            Match.anyValue(),
            Match.anyValue(),
            '/',
          ],
        ],
      },
    });
  });
});
