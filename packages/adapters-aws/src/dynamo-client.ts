import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfiguration, type Patience } from './client-configuration.js';
import type { EngineLocation } from './engine-location.js';

/** Makes a client that gives up: with the defaults a call ends within 12 seconds, or 21 where answers fall silent midway, and an API gateway waits for 29. The caller destroys it. */
export function createDynamoClient(location: EngineLocation, patience: Patience = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient(clientConfiguration(location, { requestTimeoutMs: 3_000, ...patience }));
  return DynamoDBDocumentClient.from(client);
}
