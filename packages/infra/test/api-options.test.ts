import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { routesOf } from './support/api-routes.js';
import { resourcesOf, templateOf } from './support/templates.js';

const functionArn = 'arn:aws:lambda:us-west-2:111122223333:function:judge';
const certificateArn = 'arn:aws:acm:us-west-2:111122223333:certificate/a';
const domain = { domainName: 'api.example.com', certificateArn };
const isOpen = (route: string) => / \/health(\/live|\/ready)?$/.test(route) && !route.startsWith('ANY');
const guarded = (given: Readonly<Record<string, unknown>>) => routesOf(given).filter(({ route }) => !isOpen(route));

describe('callers that Cognito knows', () => {
  const given = { auth: 'cognito' };

  it('show access tokens with a scope of ours, on every way in but health', () => {
    expect(guarded(given).length).toBeGreaterThan(5);
    for (const { authorization, scopes } of guarded(given)) {
      expect(authorization).toBe('COGNITO_USER_POOLS');
      expect(scopes).toEqual(
        ['events:read', 'events:write', 'objects:read', 'objects:write', 'operations'].map(
          (scope) => `annals/${scope}`,
        ),
      );
    }
    expect(
      routesOf(given)
        .filter(({ authorization }) => authorization === 'NONE')
        .every(({ route }) => isOpen(route)),
    ).toBe(true);
  });

  it('are those of our pool', () => {
    const [authorizer] = resourcesOf(given, 'AWS::ApiGateway::Authorizer');
    expect(authorizer!.Properties).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
    });
    expect(JSON.stringify(authorizer!.Properties?.['ProviderARNs'])).toContain('annals-dev-dev-users');
  });
});

describe('callers that a function of yours judges', () => {
  const given = { auth: 'custom', authorizerFunctionArn: functionArn };

  it('are judged on every way in but health, each call anew', () => {
    for (const { authorization } of guarded(given)) expect(authorization).toBe('CUSTOM');
    templateOf('api', given).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'TOKEN',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerUri: `arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    });
  });

  it('are judged by a function that the API may call', () =>
    templateOf('api', given).hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
    }));
});

describe('API keys', () => {
  const given = { apiKeys: true };

  it('are asked for on every way in but health, beside the authorisation', () => {
    for (const { needsKey, authorization } of guarded(given))
      expect([needsKey, authorization]).toEqual([true, 'AWS_IAM']);
    expect(
      routesOf(given)
        .filter(({ needsKey }) => !needsKey)
        .every(({ route }) => isOpen(route)),
    ).toBe(true);
  });

  it('are limited by a plan, which a first one is of', () => {
    const template = templateOf('api', given);
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      UsagePlanName: 'annals-dev-dev-api',
      Throttle: { RateLimit: 100, BurstLimit: 200 },
      ApiStages: [{ ApiId: { Ref: 'RestApi79D61EE8' }, Stage: Match.anyValue(), Throttle: {} }],
    });
    const [key] = Object.keys(template.findResources('AWS::ApiGateway::ApiKey'));
    template.hasResourceProperties('AWS::ApiGateway::ApiKey', { Name: 'annals-dev-dev-first', Enabled: true });
    template.hasResourceProperties('AWS::ApiGateway::UsagePlanKey', { KeyId: { Ref: key } });
  });

  it('are none where nobody asks for them', () => templateOf('api').resourceCountIs('AWS::ApiGateway::ApiKey', 0));
});

describe('the cache', () => {
  const settingsOf = (given: Readonly<Record<string, unknown>>) => {
    const [stage] = resourcesOf(given, 'AWS::ApiGateway::Stage');
    return stage!.Properties as { readonly MethodSettings: readonly Readonly<Record<string, unknown>>[] };
  };
  const keysOf = (given: Readonly<Record<string, unknown>>) =>
    resourcesOf(given, 'AWS::ApiGateway::Method').flatMap(({ Properties }) => {
      const { CacheKeyParameters } = Properties?.['Integration'] as { readonly CacheKeyParameters?: string[] };
      return CacheKeyParameters === undefined
        ? []
        : [{ keys: CacheKeyParameters, parameters: Properties?.['RequestParameters'] }];
    });

  it('is for events by id alone, encrypted, and throttled as all else', () => {
    const { MethodSettings, ...stage } = settingsOf({ apiCaching: true });
    expect(stage).toMatchObject({ CacheClusterEnabled: true, CacheClusterSize: '0.5' });
    expect(MethodSettings).toHaveLength(2);
    expect(MethodSettings).toContainEqual(
      expect.objectContaining({ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: false }),
    );
    expect(MethodSettings).toContainEqual(
      expect.objectContaining({
        HttpMethod: 'GET',
        ResourcePath: '/~1events~1{id}',
        CachingEnabled: true,
        CacheDataEncrypted: true,
        CacheTtlInSeconds: 300,
        ThrottlingRateLimit: 100,
        ThrottlingBurstLimit: 200,
      }),
    );
  });

  it('tells answers apart by all that makes them differ', () => {
    const [cached, ...others] = keysOf({ apiCaching: true });
    expect(others).toEqual([]);
    expect(cached!.keys).toEqual([
      'method.request.path.id',
      'method.request.querystring.source',
      'method.request.header.Accept',
      'method.request.header.If-None-Match',
    ]);
    expect(Object.keys(cached!.parameters as object)).toEqual(cached!.keys);
  });

  it('keeps bearers of tokens apart, whose scopes only the function judges', () => {
    const [cached] = keysOf({ apiCaching: true, auth: 'cognito' });
    expect(cached!.keys).toContain('method.request.header.Authorization');
  });

  it('leaves every path with an answer', () => {
    const ways = routesOf({ apiCaching: true }).map(({ route }) => route);
    expect(ways).toEqual(
      expect.arrayContaining([
        'ANY /events',
        'ANY /events/{id}',
        'GET /events/{id}',
        'ANY /events/{proxy+}',
        'ANY /{proxy+}',
      ]),
    );
    for (const { authorization } of guarded({ apiCaching: true })) expect(authorization).toBe('AWS_IAM');
  });

  it('is off where nobody asks for it', () => {
    expect(settingsOf({})).not.toHaveProperty('CacheClusterEnabled', true);
    expect(keysOf({})).toEqual([]);
  });
});

describe.each([
  ['rest', 'AWS::ApiGateway::RestApi', 'RestApi79D61EE8'],
  ['http', 'AWS::ApiGatewayV2::Api', 'HttpApi4E1D4184'],
])('the domain of an API of kind %s', (api, type, apiId) => {
  const given = { api, ...domain, hostedZoneId: 'Z1' };
  const template = templateOf('api', given);

  it('speaks TLS 1.2 or later, and is the only way in', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'api.example.com',
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    template.hasResourceProperties(type, { DisableExecuteApiEndpoint: true });
    template.hasOutput('ApiUrl', { Value: 'https://api.example.com/' });
  });

  it('leads to the stage, once that is there', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', {
      ApiId: { Ref: apiId },
      ApiMappingKey: Match.absent(),
    });
    const [mapping] = resourcesOf(given, 'AWS::ApiGatewayV2::ApiMapping');
    const [stage] = resourcesOf(given, `${type.replace(/[^:]*$/, '')}Stage`);
    expect(JSON.stringify([mapping!.Properties?.['Stage'], mapping!.DependsOn])).toContain(stage!.id);
  });

  it('is pointed at the API in its zone', () => {
    const [name] = Object.keys(template.findResources('AWS::ApiGatewayV2::DomainName'));
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'api.example.com.',
      Type: 'A',
      HostedZoneId: 'Z1',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [name, 'RegionalDomainName'] },
        HostedZoneId: { 'Fn::GetAtt': [name, 'RegionalHostedZoneId'] },
      },
    });
    const elsewhere = templateOf('api', { api, ...domain });
    elsewhere.resourceCountIs('AWS::Route53::RecordSet', 0);
    elsewhere.hasOutput('DomainTarget', {});
  });

  it('is protected by Shield where that is asked for', () => {
    template.resourceCountIs('AWS::Shield::Protection', 0);
    templateOf('api', { ...given, shieldAdvanced: true }).hasResourceProperties('AWS::Shield::Protection', {
      ResourceArn: 'arn:aws:route53:::hostedzone/Z1',
    });
  });
});

describe('a private API', () => {
  const given = { profile: 'production', privateApi: true };

  it('answers inside the network, through its endpoint', () => {
    const [endpoint] = resourcesOf(given, 'AWS::EC2::VPCEndpoint').filter(({ id }) => id.startsWith('VpcApi'));
    const [api] = resourcesOf(given, 'AWS::ApiGateway::RestApi');
    const { Types, VpcEndpointIds } = api!.Properties?.['EndpointConfiguration'] as Record<string, unknown>;
    expect(Types).toEqual(['PRIVATE']);
    expect(JSON.stringify(VpcEndpointIds)).toContain(endpoint!.id);
  });
});
