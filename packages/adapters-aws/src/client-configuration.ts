import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChecksumConstructor } from '@smithy/types';
import type { EngineLocation } from './engine-location.js';
import { RenewingHttpHandler } from './renewing-http-handler.js';
import { SigningHash } from './signing-hash.js';

/** How long a client tries, where its caller says nothing. */
export interface Patience {
  /** The longest that connecting may take, in milliseconds; 1,000 if absent. */
  readonly connectionTimeoutMs?: number;
  /** The longest that one try may take, in milliseconds; 3,000 for DynamoDB and 5,000 for S3 if absent. They answer within tens of milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How often a request is tried in all, 1 or more; 3 if absent. */
  readonly maxAttempts?: number;
}

/**
 * The most connections that a client keeps. The time that a request waits for a free one counts towards its timeout, so there are
 * enough for several batches of `appendConcurrency` at once.
 */
const maxSockets = 256;

/** What the client of any service is made with. */
export interface ClientConfiguration {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly requestHandler: NodeHttpHandler;
  readonly sha256: ChecksumConstructor;
}

/**
 * The configuration of a client that gives up and keeps its connections alive.
 *
 * Without `throwOnRequestTimeout` the handler only logs that a request took too long. Its time-out ends with the first byte of the answer;
 * where an answer breaks off without the connection doing so, the time-out of the socket ends it.
 *
 * @param silenceMs the longest that a connection may be silent while a request is under way, in milliseconds; the request's time-out if absent
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#request-handler-requesthandler
 */
export function clientConfiguration(
  { region, endpoint }: EngineLocation,
  { connectionTimeoutMs = 1_000, requestTimeoutMs, maxAttempts = 3 }: Patience & { readonly requestTimeoutMs: number },
  silenceMs = requestTimeoutMs,
): ClientConfiguration {
  return {
    region,
    ...(endpoint !== undefined && { endpoint, ...localCredentials(endpoint, process.env) }),
    maxAttempts,
    retryMode: 'standard',
    sha256: SigningHash,
    requestHandler: new RenewingHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      socketTimeout: silenceMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
  };
}

/** Where the SDK's default chain finds credentials without asking a network. */
const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** An engine on plain HTTP is a local one: it checks no signature, yet the SDK must make one. */
function localCredentials(
  endpoint: string,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<ClientConfiguration, 'credentials'> {
  if (!endpoint.startsWith('http:') || credentialVariables.some((name) => environment[name])) return {};
  return { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
