import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DynamoSettings } from './dynamo-settings.js';

/** How long a client tries, where its caller says nothing. */
export interface DynamoPatience {
  /** The longest that connecting may take, in milliseconds; 1,000 if absent. */
  readonly connectionTimeoutMs?: number;
  /** The longest that one try may take, in milliseconds; 3,000 if absent. DynamoDB answers within tens of milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How often a request is tried in all, 1 or more; 3 if absent. */
  readonly maxAttempts?: number;
}

/**
 * The most connections that a client keeps. The time that a request waits for a free one counts towards its timeout, so there are
 * enough for several batches of `appendConcurrency` at once.
 */
const maxSockets = 256;

/**
 * Makes a client that gives up: with the defaults a call ends within 12 seconds, and an API gateway waits for 29.
 * Connections are kept alive. The caller destroys it.
 *
 * Without `throwOnRequestTimeout` the handler only logs that a request took too long.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#request-handler-requesthandler
 */
export function createDynamoClient(
  { region, endpoint }: Pick<DynamoSettings, 'region' | 'endpoint'>,
  { connectionTimeoutMs = 1_000, requestTimeoutMs = 3_000, maxAttempts = 3 }: DynamoPatience = {},
): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region,
    ...(endpoint !== undefined && { endpoint, ...localCredentials(endpoint, process.env) }),
    maxAttempts,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
  });
  return DynamoDBDocumentClient.from(client);
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
): Pick<DynamoDBClientConfig, 'credentials'> {
  if (!endpoint.startsWith('http:') || credentialVariables.some((name) => environment[name])) return {};
  return { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
