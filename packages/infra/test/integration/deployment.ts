import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Fetch } from './signed-fetch.js';

/** A deployment, as whoever has put it there knows it. */
export interface Deployment {
  /** The address of the API, without a slash at its end. */
  readonly baseUrl: string;
  /** Sends a request with the caller's credentials. */
  readonly fetch: Fetch;
  readonly bucket: string;
  /** Removes an object from the bucket, past the API. */
  readonly removeObject: (key: string) => Promise<void>;
  readonly sqs: SQSClient;
  /** What was accepted for later, and what S3 tells of the bucket. */
  readonly queueUrls: { readonly events: string; readonly notifications: string };
}
