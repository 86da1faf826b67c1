import { CannotStart, type AuthenticateApiKeyDependencies } from '@annals/domain';
import { unrestricted, type AccessOptions } from '../auth/access-options.js';
import { readScopePrefix } from '../auth/auth-settings.js';
import { entrusted, refused, type Authenticate } from '../auth/authentication.js';
import { authenticateByClaims } from '../auth/claims.js';
import { authenticateByKey } from '../auth/key-authentication.js';
import { readCorsOrigins } from '../auth/traffic-settings.js';
import { variable, type Environment } from '../environment.js';
import { claimsOf, signerOf } from './gateway-caller.js';
import { invocationOf } from './gateway-origin.js';

/** How a function finds out who calls, and what pages may. How much traffic there may be is the gateway's business. */
export interface GatewayAccessSettings {
  /** `iam` and `jwt`: the gateway has found out. `api-key`: the function does. */
  readonly mode: 'iam' | 'jwt' | 'api-key';
  readonly scopePrefix: string;
  readonly corsOrigins: readonly string[];
}

const modes = ['iam', 'jwt', 'api-key'] as const;

/** Reads how a function finds out who calls; adds a sentence to `faults` for each fault. Nothing is open to all behind a public address. */
export function readGatewayAccess(environment: Environment, faults: string[]): GatewayAccessSettings {
  const text = variable(environment, 'AUTH_MODE');
  const mode = modes.find((known) => known === text);
  if (text === undefined || text === 'none')
    faults.push('AUTH_MODE must be iam, jwt or api-key: an address of API Gateway is one that everybody reaches');
  else if (mode === undefined) faults.push('AUTH_MODE must be iam, jwt or api-key');
  return {
    mode: mode ?? 'iam',
    scopePrefix: readScopePrefix(environment),
    corsOrigins: readCorsOrigins(environment, faults),
  };
}

/**
 * Composes who may call a function. Throws `CannotStart` where keys are what callers have and the function has no table of them.
 *
 * @param keys what checking keys needs, where the function has it
 */
export function gatewayAccess(settings: GatewayAccessSettings, keys?: AuthenticateApiKeyDependencies): AccessOptions {
  return {
    ...unrestricted,
    corsOrigins: settings.corsOrigins,
    authenticate: authenticateBy(settings, keys),
    scheme: settings.mode === 'iam' ? 'AWS4-HMAC-SHA256' : 'Bearer',
  };
}

function authenticateBy(
  { mode, scopePrefix }: GatewayAccessSettings,
  keys: AuthenticateApiKeyDependencies | undefined,
): Authenticate {
  switch (mode) {
    case 'api-key':
      if (keys === undefined)
        throw new CannotStart(['AUTH_MODE must be iam or jwt: this function has no table of keys']);
      return authenticateByKey(keys);
    case 'iam':
      // Which route a caller may have its IAM policy says; one that nobody signed came past the authoriser.
      return (request) => {
        const signer = signerOf(invocationOf(request));
        return signer === undefined ? refused('missing') : entrusted(signer);
      };
    case 'jwt':
      return (request) => {
        const claims = claimsOf(invocationOf(request));
        return claims === undefined ? refused('missing') : authenticateByClaims(claims, scopePrefix);
      };
  }
}
