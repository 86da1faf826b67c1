import {
  createApiKey,
  EngineUnavailable,
  listApiKeys,
  revokeApiKey,
  type Clock,
  type ListedApiKey,
  type Sha256,
} from '@annals/domain';
import { randomBytes } from 'node:crypto';
import type { OpenKeys } from '../adapters/keys.js';
import { linesOf } from './columns.js';
import type { KeysRequest } from './keys-request.js';

/** What the command works on, and where it prints. */
export interface KeysEnvironment {
  readonly keys: OpenKeys;
  readonly clock: Clock;
  readonly sha256: Sha256;
  /** Prints a line of the result. */
  readonly print: (line: string) => void;
  /** Prints a line about it, or about what is wrong. */
  readonly tell: (line: string) => void;
}

/** Does what somebody wants of the keys. The exit code: 0, or 1 where it cannot be done, which gets a line. */
export async function manageKeys(request: KeysRequest, environment: KeysEnvironment): Promise<0 | 1> {
  try {
    switch (request.action) {
      case 'create':
        return await create(request, environment);
      case 'list':
        return await list(environment);
      case 'revoke':
        return await revoke(request.keyId, environment);
    }
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    environment.tell(sentenceFor(error, environment.keys.place));
    return 1;
  }
}

async function create(
  { owner, scopes, lastsMs }: Extract<KeysRequest, { action: 'create' }>,
  { keys, clock, sha256, print, tell }: KeysEnvironment,
): Promise<0 | 1> {
  const expiresAtMs = lastsMs === undefined ? undefined : Math.floor(clock.nowMicros() / 1000) + lastsMs;
  const wanted = { keyId: newKeyId(), secret: randomBytes(32).toString('base64url'), owner, scopes, expiresAtMs };
  const made = await createApiKey(wanted, { repository: keys.repository, clock, sha256 });
  if (!made.ok) {
    made.error.forEach(tell);
    return 1;
  }
  const { key, printed } = made.value;
  const until = expiresAtMs === undefined ? 'until it is revoked' : `until ${dateOf(expiresAtMs)}`;
  tell(`key ${key.keyId} of ${owner} for ${key.scopes.join(', ')}, good ${until}. It is shown this once:`);
  print(printed);
  return 0;
}

/** 96 random bits but for the first character, which is no hyphen: what starts with one is an option to the shell's commands. */
function newKeyId(): string {
  for (;;) {
    const id = randomBytes(12).toString('base64url');
    if (/^[A-Za-z0-9]/.test(id)) return id;
  }
}

async function list({ keys, clock, print, tell }: KeysEnvironment): Promise<0> {
  const all = await listApiKeys({ repository: keys.repository, clock });
  if (all.length === 0) tell(`there are no keys in ${keys.place}`);
  else linesOf([['KEY-ID', 'STATE', 'CREATED', 'EXPIRES', 'SCOPES', 'OWNER'], ...all.map(rowOf)]).forEach(print);
  return 0;
}

function rowOf({ keyId, state, createdAt, expiresAtMs, scopes, owner }: ListedApiKey): readonly string[] {
  const expires = expiresAtMs === undefined ? 'never' : dateOf(expiresAtMs);
  return [keyId, state, `${createdAt.slice(0, 19)}Z`, expires, scopes.join(','), owner];
}

function dateOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

async function revoke(keyId: string, { keys, clock, print, tell }: KeysEnvironment): Promise<0 | 1> {
  const isThere = await revokeApiKey(keyId, { repository: keys.repository, clock });
  if (isThere) print(`key ${keyId} is revoked`);
  else tell(`there is no key ${keyId} in ${keys.place}; npm run keys -- list shows those that there are`);
  return isThere ? 0 : 1;
}

function sentenceFor({ cause }: EngineUnavailable, place: string): string {
  const { name, message, code } = cause as Error & { readonly code?: string };
  if (name === 'ResourceNotFoundException') return `there is no ${place}; make it with: npm run table:create`;
  return `the keys in ${place} cannot be had now: ${message || (code ?? name)}`;
}
