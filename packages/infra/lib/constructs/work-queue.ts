import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission, type CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a work queue is made. */
export interface WorkQueueProps {
  /** Names the queue; the one of its dead letters is called the same with `-dead`. */
  readonly name: string;
  /** How long a consumer may work on a message. */
  readonly workTime: Duration;
  /** How often a message is tried before it is a dead letter. */
  readonly attempts: number;
}

/** So that a function that is throttled, or fails in the middle, does not meet its messages with another one. */
const visibilityPerWorkTime = 6;

/** As long as SQS allows, for people to find out and mend what is wrong. */
const deadLetterRetention = Duration.days(14);

/**
 * A queue, and where its messages go that nobody could work on. Both are encrypted with SQS's own key, which costs nothing, and neither
 * speaks plain HTTP.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html for the factor between time-out and visibility
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { name, workTime, attempts }: WorkQueueProps) {
    super(scope, id);
    const { names, settings } = AnnalsStack.of(this);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: names.resource(`${name}-dead`),
      retentionPeriod: deadLetterRetention,
    });
    acknowledge(this.deadLetters, {
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is where redriving ends: messages leave it by hand, once what was wrong with them is mended.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: names.resource(name),
      // A message keeps its age when it becomes a dead letter: less here is more time there.
      retentionPeriod: Duration.days(4),
      receiveMessageWaitTime: Duration.seconds(20),
      visibilityTimeout: Duration.seconds(workTime.toSeconds() * visibilityPerWorkTime),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: attempts },
    });
    this.#admitOwnDeadLettersOnly(names.resource(name));
  }

  #admitOwnDeadLettersOnly(queueName: string): void {
    const cfn = this.deadLetters.node.defaultChild as CfnQueue;
    cfn.redriveAllowPolicy = {
      redrivePermission: RedrivePermission.BY_QUEUE,
      sourceQueueArns: [`arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${queueName}`],
    };
  }
}
