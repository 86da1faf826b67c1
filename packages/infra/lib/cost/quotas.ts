/** A quota of AWS, as it is for an account that has asked for nothing. */
export interface Quota {
  readonly value: number;
  readonly unit: string;
  readonly canBeRaised: boolean;
  readonly source: string;
}

const dynamoDb = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg';
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';

/** What bounds the rate of events, in a region of full size. Read on the day of the prices. */
export const quotas = {
  partitionWriteUnits: {
    value: 1000,
    unit: 'write units a second of a partition',
    canBeRaised: false,
    source: `${dynamoDb}/warm-throughput-scenarios.html`,
  },
  newTableWriteUnits: {
    value: 4000,
    unit: 'write units a second of a new table on demand',
    canBeRaised: true,
    source: `${dynamoDb}/warm-throughput-scenarios.html`,
  },
  tableWriteUnits: {
    value: 40_000,
    unit: 'write units a second of a table, and of each of its indexes',
    canBeRaised: true,
    source: `${dynamoDb}/ServiceQuotas.html`,
  },
  apiRequestsPerSecond: {
    value: 10_000,
    unit: 'requests a second of the account',
    canBeRaised: true,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  apiBurst: {
    value: 5000,
    unit: 'requests at once, beyond the rate',
    canBeRaised: false,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  concurrentExecutions: {
    value: 1000,
    unit: 'executions at once in the account',
    canBeRaised: true,
    source: `${lambda}/gettingstarted-limits.html`,
  },
  executionsPerTenSeconds: {
    value: 1000,
    unit: 'further executions of a function every 10 seconds',
    canBeRaised: false,
    source: `${lambda}/scaling-behavior.html`,
  },
  queueBatches: {
    value: 1000,
    unit: 'batches of a queue at once',
    canBeRaised: false,
    source: `${lambda}/services-sqs-scaling.html`,
  },
  messagesInFlight: {
    value: 120_000,
    unit: 'messages received and not yet deleted',
    canBeRaised: true,
    source: `${sqs}/quotas-queues.html`,
  },
} as const satisfies Record<string, Quota>;
