import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { routesOf } from './support/api-routes.js';
import { resourcesOf, templateOf } from './support/templates.js';

const given = { api: 'http' };
const byToken = { ...given, auth: 'jwt', jwtIssuer: 'https://issuer.example/', jwtAudience: 'annals,shop' };
const functionArn = 'arn:aws:lambda:us-west-2:111122223333:function:judge';
const health = ['/health', '/health/live', '/health/ready'];

describe.each([
  ['starter', given],
  ['production', { ...given, profile: 'production', waf: false }],
])('the HTTP API of %s', (profile, settings) => {
  const template = templateOf('api', settings);

  it('stands in the place of the REST API, at an address that has to stay', () => {
    template.resourceCountIs('AWS::ApiGateway::RestApi', 0);
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    expect(resourcesOf(settings, 'AWS::ApiGatewayV2::Api').map(({ id }) => id)).toEqual(['HttpApi4E1D4184']);
  });

  it('has the same ways in: health for anybody, the rest for whom IAM lets', () => {
    const routes = routesOf(settings).map(({ route, authorization }) => `${route} ${authorization}`);
    expect(routes).toEqual([
      '$default AWS_IAM',
      'ANY /bucket/objects AWS_IAM',
      ...['GET', 'HEAD'].flatMap((method) => health.map((path) => `${method} ${path} NONE`)),
    ]);
  });

  it('has the bucket’s list answered by the lister, all else by the app', () => {
    const byLister = routesOf(settings).filter(({ answeredBy }) => answeredBy !== 'App');
    expect(byLister).toMatchObject([{ route: 'ANY /bucket/objects', answeredBy: 'Lister' }]);
    template.allResourcesProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
    template.resourceCountIs('AWS::Lambda::Permission', 2);
  });

  it('limits requests, and logs each as JSON', () => {
    const [rate, burst] = profile === 'production' ? [1000, 2000] : [100, 200];
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    });
    const [stage] = resourcesOf(settings, 'AWS::ApiGatewayV2::Stage');
    const { DestinationArn, Format } = stage!.Properties?.['AccessLogSettings'] as Record<string, string>;
    const [group] = resourcesOf(settings, 'AWS::Logs::LogGroup').filter(({ id }) => id.startsWith('AccessLogs'));
    expect(JSON.stringify(DestinationArn)).toContain(group!.id);
    expect(JSON.parse(Format!)).toMatchObject({
      requestId: '$context.requestId',
      ip: '$context.identity.sourceIp',
      caller: '$context.identity.caller',
      status: '$context.status',
      requestTime: '$context.requestTime',
      method: '$context.httpMethod',
      route: '$context.routeKey',
    });
  });

  it('has no firewall, and is open to no pages of other origins', () => {
    expect(resourcesOf(settings, 'AWS::WAFv2::WebACL')).toEqual([]);
    expect(resourcesOf(settings, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.absent(),
      DisableExecuteApiEndpoint: false,
    });
  });

  it('is told by its address', () => template.hasOutput('ApiUrl', {}));
});

describe('an HTTP API', () => {
  const authorizations = (settings: Readonly<Record<string, unknown>>) =>
    new Set(
      routesOf(settings)
        .filter(({ route }) => !route.includes('/health'))
        .map(({ authorization }) => authorization),
    );

  it('takes tokens of an issuer that are meant for an audience', () => {
    expect(authorizations(byToken)).toEqual(new Set(['JWT']));
    const template = templateOf('api', byToken);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: 'https://issuer.example/', Audience: ['annals', 'shop'] },
      IdentitySource: ['$request.header.Authorization'],
    });
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ AUTH_MODE: 'jwt', JWT_SCOPE_PREFIX: Match.absent() }) },
    });
    expect(callerOf(byToken)).toBe('$context.authorizer.claims.sub');
  });

  it('takes access tokens of Cognito that have a scope of ours', () => {
    const settings = { ...given, auth: 'cognito' };
    expect(authorizations(settings)).toEqual(new Set(['JWT']));
    for (const { route, scopes } of routesOf(settings))
      if (route.includes('/health')) expect(scopes).toEqual([]);
      else expect(scopes).toContain('annals/events:read');
  });

  it('asks a function of yours about every call, as a REST API would', () => {
    const settings = { ...given, auth: 'custom', authorizerFunctionArn: functionArn };
    expect(authorizations(settings)).toEqual(new Set(['CUSTOM']));
    const template = templateOf('api', settings);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '1.0',
      AuthorizerResultTtlInSeconds: 0,
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { FunctionName: functionArn });
    expect(callerOf(settings)).toBe('$context.authorizer.principalId');
  });
});

function callerOf(settings: Readonly<Record<string, unknown>>): unknown {
  const [stage] = resourcesOf(settings, 'AWS::ApiGatewayV2::Stage');
  const { Format } = stage!.Properties?.['AccessLogSettings'] as { readonly Format: string };
  return (JSON.parse(Format) as Record<string, unknown>)['caller'];
}
