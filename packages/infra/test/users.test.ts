import { describe, expect, it } from '@jest/globals';
import { scopes } from '@annals/domain';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, templateOf, templatesOf } from './support/templates.js';

const given = { auth: 'cognito' };
const template = templateOf('users', given);

describe('the callers that Cognito knows', () => {
  it('are there where the settings ask for them', () => {
    expect(templatesOf({}).has('users')).toBe(false);
    expect(templatesOf({ profile: 'production' }).has('users')).toBe(false);
    expect(resourcesOf(given, 'AWS::Cognito::UserPool').map(({ id }) => id)).toEqual(['UsersPoolBFC35D3B']);
  });

  it('are kept in production, and go with their stack elsewhere', () => {
    template.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtection: 'INACTIVE' },
    });
    templateOf('users', { ...given, profile: 'production' }).hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('have a second factor that is not a text message, a long password, and do not sign up alone', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolName: 'annals-dev-dev-users',
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
          TemporaryPasswordValidityDays: 1,
        },
      },
    });
  });

  it('have the scopes that the app knows', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'annals',
      Scopes: scopes.map((ScopeName) => ({ ScopeName, ScopeDescription: Match.anyValue() })),
    });
  });

  it('get tokens as programs, by a secret, for an hour', () => {
    const [client] = resourcesOf(given, 'AWS::Cognito::UserPoolClient');
    expect(client!.Properties).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthFlowsUserPoolClient: true,
      AccessTokenValidity: 60,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
    const allowed = client!.Properties?.['AllowedOAuthScopes'] as readonly unknown[];
    expect(allowed.map((scope) => /\/([a-z:]+)"/.exec(JSON.stringify(scope))?.[1])).toEqual([...scopes]);
  });

  it('get them at an address of the region that no other account has', () => {
    const [domain] = resourcesOf(given, 'AWS::Cognito::UserPoolDomain');
    expect(domain!.Properties?.['Domain']).toEqual({
      'Fn::Join': ['', ['annals-dev-dev-users-', { Ref: 'AWS::AccountId' }, '-us-west-2']],
    });
    expect(JSON.stringify(template.findOutputs('TokenUrl'))).toContain(
      '.auth.us-west-2.amazoncognito.com/oauth2/token',
    );
  });
});
