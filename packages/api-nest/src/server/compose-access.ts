import type { ApiKeyRepository, Clock, Sha256 } from '@annals/domain';
import { openToAll, type AccessOptions } from '../auth/access-options.js';
import type { AuthSettings } from '../auth/auth-settings.js';
import type { Authenticate } from '../auth/authentication.js';
import { authenticateByKey } from '../auth/key-authentication.js';
import type { TrafficSettings } from '../auth/traffic-settings.js';
import { memoryLimiter } from './memory-limiter.js';

/** What finding out who calls needs of the engine and the platform. */
export interface AccessDependencies {
  readonly apiKeys: Pick<ApiKeyRepository, 'find'>;
  readonly sha256: Sha256;
  readonly clock: Clock;
}

/** Composes who may call a server, how often and from where. What tokens take is loaded where tokens are taken. */
export async function composeAccess(
  auth: AuthSettings,
  { requestsPerMinute, authFailuresPerMinute, trustedProxies, corsOrigins }: TrafficSettings,
  dependencies: AccessDependencies,
): Promise<AccessOptions> {
  return {
    authenticate: await authenticateBy(auth, dependencies),
    scheme: 'Bearer',
    requests: memoryLimiter(requestsPerMinute),
    // Where everybody is let in, nobody's credentials are refused.
    failures: auth.mode === 'none' ? undefined : memoryLimiter(authFailuresPerMinute),
    trustedProxies,
    corsOrigins,
  };
}

async function authenticateBy(
  auth: AuthSettings,
  { apiKeys, sha256, clock }: AccessDependencies,
): Promise<Authenticate> {
  switch (auth.mode) {
    case 'none':
      return openToAll.authenticate;
    case 'api-key':
      return authenticateByKey({ repository: apiKeys, sha256, clock });
    case 'jwt':
      return (await import('../auth/token-authentication.js')).authenticateByToken(auth.tokens, clock);
  }
}
