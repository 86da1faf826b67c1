import { authenticateApiKey, type AuthenticateApiKeyDependencies } from '@annals/domain';
import { authenticated, refused, type Authenticate } from './authentication.js';
import { readKey } from './credentials.js';

/** Lets in who has an API key. Each request looks the key up: a revocation counts from then on. Throws `EngineUnavailable`. */
export function authenticateByKey(dependencies: AuthenticateApiKeyDependencies): Authenticate {
  return async ({ headers }) => {
    const credentials = readKey(headers);
    if (credentials.code !== 'given') return refused(credentials.code);
    const check = await authenticateApiKey(credentials.text, dependencies);
    switch (check.code) {
      case 'good':
        return authenticated(check.key.keyId, check.key.scopes);
      case 'wrong':
      case 'expired':
      case 'revoked':
        return refused(check.code, check.key.keyId);
      case 'malformed':
      case 'unknown':
        return refused(check.code);
    }
  };
}
