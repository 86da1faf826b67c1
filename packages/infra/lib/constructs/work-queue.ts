import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How a work queue is made. */
export interface WorkQueueProps {
  readonly queueName: string;
}

/** A queue, and where its messages go that nobody could work on. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { queueName }: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', { queueName: `${queueName}-dead` });
    this.queue = new Queue(this, 'Queue', { queueName });
  }
}
