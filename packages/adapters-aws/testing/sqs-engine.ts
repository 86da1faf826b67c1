import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';

/** An SQS that tests may fill. */
export interface SqsEngine {
  /** Its address, an http URL. */
  readonly endpoint: string;
  /** The region that its queues are in. */
  readonly region: string;
  /** Makes a queue, and one for its dead letters: their addresses. */
  makeQueue(options: { readonly name: string; readonly maxReceives: number }): Promise<SqsQueueUrls>;
  /** Ends it; what it held is gone. */
  stop(): Promise<void>;
}

/** The addresses of a queue, and of its dead letters. */
export interface SqsQueueUrls {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

const region = 'us-east-1';

/** Starts an SQS on a free port. It keeps its queues in memory. */
export async function startSqsEngine(): Promise<SqsEngine> {
  // Only who starts it waits for it to load.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, defaultRegion: region });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = new SQSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  const make = async (name: string, attributes: Record<string, string>): Promise<string> => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return QueueUrl!;
  };
  return {
    endpoint,
    region,
    makeQueue: async ({ name, maxReceives }) => {
      const deadLetterQueueUrl = await make(`${name}-dead`, {});
      const deadLetterTargetArn = `arn:aws:sqs:${region}:000000000000:${name}-dead`;
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives });
      return { queueUrl: await make(name, { RedrivePolicy }), deadLetterQueueUrl };
    },
    stop: async () => {
      client.destroy();
      await app.close();
    },
  };
}
