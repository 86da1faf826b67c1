import type { SQSClient } from '@aws-sdk/client-sqs';
import type { FinalizeHandlerOutput } from '@smithy/types';

/** An entry of a request, of each command its part of it. */
interface SqsWireEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly ReceiptHandle: string;
}

/** A try of a client at a request, on its way to the engine: each retry is one. */
export interface SqsWireTry {
  /** `SendMessageBatchCommand`, `ReceiveMessageCommand` … */
  readonly command: string;
  readonly input: { readonly QueueUrl: string; readonly Entries: readonly SqsWireEntry[] };
  /** Sends it, with other entries where some are given. */
  readonly send: (entries?: readonly SqsWireEntry[]) => Promise<SqsWireAnswer>;
}

/** What comes back, of each command its part of it. */
export interface SqsWireAnswer {
  readonly Successful?: readonly { readonly Id: string }[];
  readonly Failed?: readonly { readonly Id: string; readonly SenderFault: boolean; readonly Code: string }[];
}

/** Stands between a client and the engine, above the client's retries: what it returns or throws is what the queue gets. */
export function onTheWireOfSqs(client: SQSClient, act: (attempt: SqsWireTry) => Promise<object>): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      let sent: FinalizeHandlerOutput<object> | undefined;
      const input = args.input as SqsWireTry['input'];
      const output = await act({
        command: context.commandName!,
        input,
        send: async (Entries) => {
          sent = await next({
            ...args,
            input: Entries === undefined ? input : { ...input, Entries },
          });
          return sent.output;
        },
      });
      return { response: undefined, ...sent, output: { $metadata: {}, ...output } };
    },
    { step: 'initialize', priority: 'low', name: 'onTheWireOfSqs' },
  );
}
