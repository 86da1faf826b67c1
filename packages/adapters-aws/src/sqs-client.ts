import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, type Patience } from './client-configuration.js';
import type { EngineLocation } from './engine-location.js';

/** The longest that one try of a call may take that waits for nothing, in milliseconds, unless the client is told otherwise. */
const requestTimeoutMs = 5_000;

/** The longest that SQS may be silent because it waits for messages, in milliseconds. */
const longestWaitMs = 20_000;

/**
 * Makes a client that gives up: with the defaults a call ends within 18 seconds, one that waits for messages so much later. The caller
 * destroys it.
 *
 * The address of a queue says which queue it is, not where: another engine than AWS's own knows its queues by addresses of its own.
 */
export function createSqsClient(location: EngineLocation, patience: Patience = {}): SQSClient {
  return new SQSClient({
    ...clientConfiguration(location, { requestTimeoutMs, ...patience }, longestWaitMs + requestTimeoutMs),
    useQueueUrlAsEndpoint: false,
  });
}

/** What makes a try wait that long for messages, in seconds, and beyond that as long as any other by default. */
export function waitingFor(waitSeconds: number): { readonly requestTimeout?: number } {
  return waitSeconds === 0 ? {} : { requestTimeout: waitSeconds * 1_000 + requestTimeoutMs };
}
