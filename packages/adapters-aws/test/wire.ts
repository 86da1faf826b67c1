import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FinalizeHandlerOutput } from '@smithy/types';

/** What requests name, each command its part of it: attribute values with their types. */
interface WireInput {
  readonly Item: { readonly pk: { readonly S: string } };
  readonly Key: { readonly pk: { readonly S: string } };
  readonly ConsistentRead?: boolean;
  readonly IndexName: string;
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S: string }>>;
  readonly RequestItems?: Readonly<Record<string, WireKeys>>;
  /** The first parameter of each is `pk`. */
  readonly Statements: readonly { readonly Parameters: readonly { readonly S: string }[] }[];
}

/** The keys of a batch. */
interface WireKeys {
  readonly Keys: readonly { readonly pk: { readonly S: string } }[];
  readonly ConsistentRead: boolean;
}

/** An item or an index entry that came back, attribute values as plain ones. */
interface WireItem {
  readonly pk: string;
  readonly sk: string;
  readonly gsi1sk: string;
}

/** What comes back, of each command its part of it. */
interface WireOutput {
  readonly Items: readonly WireItem[];
  readonly Responses: Readonly<Record<string, readonly WireItem[]>>;
}

/** A try of a client at a request, on its way to the engine: each retry is one. */
export interface WireTry {
  /** `PutItemCommand`, `QueryCommand` … */
  readonly command: string;
  readonly input: WireInput;
  /** Sends it. */
  readonly send: () => Promise<WireOutput>;
}

/** Stands between a client's retries and the engine: what it returns or throws is what the client gets. */
export function onTheWire(client: DynamoDBDocumentClient, act: (attempt: WireTry) => Promise<object>): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      let sent: FinalizeHandlerOutput<object> | undefined;
      const output = await act({
        command: context.commandName!,
        input: args.input as WireInput,
        send: async () => {
          sent = await next(args);
          return sent.output as WireOutput;
        },
      });
      return { response: undefined, ...sent, output: { $metadata: {}, ...output } };
    },
    { step: 'finalizeRequest', priority: 'low', name: 'onTheWire' },
  );
}

/** DynamoDB's answer to too much at once. */
export function throttled(): Error {
  return Object.assign(new Error('The level of configured provisioned throughput for the table was exceeded'), {
    name: 'ProvisionedThroughputExceededException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

/** DynamoDB's answer to somebody who may not. */
export function denied(): Error {
  return Object.assign(new Error('User is not authorized to perform this'), {
    name: 'AccessDeniedException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

/** DynamoDB's answer when it fails itself. */
export function broken(): Error {
  return Object.assign(new Error('The server encountered an internal error'), {
    name: 'InternalServerError',
    $fault: 'server',
    $metadata: { httpStatusCode: 500 },
  });
}

/** What Node makes of a connection that ended before the answer. */
export function hungUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** What Node makes of a connection that nobody takes. */
export function unreached(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}
