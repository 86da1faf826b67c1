import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** How full a queue is, about a minute behind on AWS. */
export interface QueueFigures {
  /** Messages that wait, are in hand, or are delayed. */
  readonly messages: number;
  /** Messages of its dead-letter queue. */
  readonly dead: number;
}

/** Counts the messages of a queue that has dead letters. Throws the SDK's own errors. */
export async function queueFigures(sqs: SQSClient, queueUrl: string): Promise<QueueFigures> {
  const { RedrivePolicy = '{}', ...attributes } = await attributesOf(sqs, queueUrl);
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as { readonly deadLetterTargetArn: string };
  const QueueName = deadLetterTargetArn.split(':').at(-1)!;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { messages: countOf(attributes), dead: countOf(await attributesOf(sqs, QueueUrl!)) };
}

async function attributesOf(sqs: SQSClient, QueueUrl: string): Promise<Readonly<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  return (await sqs.send(command)).Attributes ?? {};
}

function countOf(attributes: Readonly<Record<string, string>>): number {
  return Object.entries(attributes)
    .filter(([name]) => name.startsWith('ApproximateNumberOfMessages'))
    .reduce((sum, [, value]) => sum + Number(value), 0);
}
