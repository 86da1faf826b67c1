import { variable, type Environment } from '../environment.js';
import { isTrustworthyUrl } from './issuer-url.js';

/** Whose tokens are taken, and what they must say. */
export interface TokenSettings {
  /** What `iss` says, exactly. */
  readonly issuer: string;
  /** What `aud` says, or the client of a Cognito access token: at least one. */
  readonly audiences: readonly string[];
  /** Where the issuer's keys are; its own description says so where this is absent. */
  readonly jwksUrl?: string | undefined;
  /** What stands before the scopes of this API in a token; empty where nothing does. */
  readonly scopePrefix: string;
}

/** How a server finds out who calls. */
export type AuthSettings =
  { readonly mode: 'none' | 'api-key' } | { readonly mode: 'jwt'; readonly tokens: TokenSettings };

const serverModes = ['none', 'api-key', 'jwt', 'iam'] as const;

/** Reads how a server finds out who calls; adds a sentence to `faults` for each fault. */
export function readAuthSettings(environment: Environment, faults: string[]): AuthSettings {
  const text = variable(environment, 'AUTH_MODE') ?? 'none';
  const mode = serverModes.find((known) => known === text);
  switch (mode) {
    case undefined:
      faults.push('AUTH_MODE must be none, api-key or jwt');
      return { mode: 'api-key' };
    case 'iam':
      faults.push(
        'AUTH_MODE=iam is for Lambda, where API Gateway verifies the signatures; here nobody does: set it to api-key or jwt',
      );
      return { mode: 'api-key' };
    case 'jwt':
      return { mode, tokens: readTokenSettings(environment, faults) };
    default:
      return { mode };
  }
}

/** What stands before the scopes of this API in a token: `JWT_SCOPE_PREFIX`. */
export function readScopePrefix(environment: Environment): string {
  return variable(environment, 'JWT_SCOPE_PREFIX') ?? '';
}

function readTokenSettings(environment: Environment, faults: string[]): TokenSettings {
  const issuer = variable(environment, 'JWT_ISSUER');
  const jwksUrl = variable(environment, 'JWT_JWKS_URL');
  const audiences = listOf(variable(environment, 'JWT_AUDIENCE'));
  if (issuer === undefined) faults.push('JWT_ISSUER is required with AUTH_MODE=jwt: what tokens have as iss');
  else if (!isTrustworthyUrl(issuer)) faults.push('JWT_ISSUER must be an https URL, or http on a loopback address');
  if (audiences.length === 0)
    faults.push(
      'JWT_AUDIENCE is required with AUTH_MODE=jwt: what tokens have as aud, or clients of Cognito, with commas',
    );
  if (jwksUrl !== undefined && !isTrustworthyUrl(jwksUrl))
    faults.push('JWT_JWKS_URL must be an https URL, or http on a loopback address');
  return { issuer: issuer ?? '', audiences, jwksUrl, scopePrefix: readScopePrefix(environment) };
}

/** The members of a list with commas; none where there is no text. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}
