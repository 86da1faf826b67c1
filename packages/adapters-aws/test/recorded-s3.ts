import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { HandlerExecutionContext } from '@smithy/types';
import type { Patience } from '../src/client-configuration.js';
import { createS3Client } from '../src/s3-client.js';
import { S3ObjectStore, type HeadPath } from '../src/s3-object-store.js';

/** What S3 answered. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request as it would have gone to S3. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A store whose every request, retries included, is answered by the next recorded answer and goes nowhere. */
export function storeOfRecorded(
  answers: readonly (RecordedAnswer | Error)[],
  { heads, ...patience }: Patience & { readonly heads?: HeadPath } = {},
): { readonly store: S3ObjectStore; readonly requests: RecordedRequest[] } {
  const requests: RecordedRequest[] = [];
  const client: S3Client = createS3Client({ region: 'eu-central-1', endpoint: 'http://s3.invalid' }, patience);
  client.middlewareStack.add(
    (_next: unknown, _context: HandlerExecutionContext) => (args) => {
      const { method, path, query, headers } = args.request as RecordedRequest;
      requests.push({ method, path, query, headers });
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new Error(`there is no answer to request ${requests.length}`);
      if (answer instanceof Error) throw answer;
      const { status: statusCode, headers: answered = {}, body = '' } = answer;
      return Promise.resolve({
        response: { statusCode, headers: answered, body: Readable.from([Buffer.from(body)]) },
      } as never);
    },
    { step: 'deserialize', priority: 'low', name: 'recorded' },
  );
  return { store: new S3ObjectStore({ client, bucket: 'main-bucket', ...(heads && { heads }) }), requests };
}

/** S3's form of an error. */
export function errorBody(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>because</Message><RequestId>R</RequestId></Error>`;
}
