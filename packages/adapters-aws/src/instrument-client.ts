import { callEngine, noTelemetry, type EngineCall, type SpanAttributes, type Telemetry } from '@annals/domain';
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';

/** The name of the middleware: what asks nobody, signing say, takes it out. */
export const telemetryMiddleware = 'annalsTelemetry';

/** A client of a service, as far as it is measured. */
interface MeasuredClient<I extends object, O extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<I, O>, 'add'>;
  readonly config: { readonly region: () => Promise<string> };
}

/** A service of AWS: what figures call it, what AWS does, and what spans say of its calls beside what they say of every call. */
const services = {
  dynamodb: { name: 'DynamoDB', attributesOf: dynamoAttributes },
  s3: { name: 'S3', attributesOf: s3Attributes },
  sqs: { name: 'SQS', attributesOf: sqsAttributes },
} as const;

/**
 * Has every call of a client counted, timed and put in a span, its repetitions included; returns the client. Costs nothing where nothing is
 * measured.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function instrumentClient<I extends object, O extends object, C extends MeasuredClient<I, O>>(
  client: C & MeasuredClient<I, O>,
  service: keyof typeof services,
  telemetry: Telemetry,
): C {
  if (telemetry === noTelemetry) return client;
  const measure: InitializeMiddleware<I, O> = (next, context) => async (request) => {
    const operation = String(context.commandName).replace(/Command$/, '');
    const call = callOf(service, operation, request.input, await client.config.region());
    const answered = await callEngine(telemetry, call, async (span) => {
      const given = await next(request).catch((error: unknown) => ({ error }));
      span?.set(metadataAttributes('error' in given ? given.error : given.output));
      if ('error' in given && !isAnswer(given.error)) throw given.error;
      return given;
    });
    if ('error' in answered) throw answered.error;
    return answered;
  };
  client.middlewareStack.add(measure, { step: 'initialize', name: telemetryMiddleware, priority: 'high' });
  return client;
}

/** What calls are told apart by, as far as it may be known: never a key, nor what is stored under it. */
interface CallInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, readonly unknown[] | object>>;
  readonly Statements?: readonly { readonly Statement?: string }[];
  readonly Bucket?: string;
  readonly QueueUrl?: string;
  readonly Entries?: readonly unknown[];
}

function callOf(engine: keyof typeof services, operation: string, input: CallInput, region: string): EngineCall {
  const { name, attributesOf } = services[engine];
  return {
    engine,
    operation,
    spanName: `${name}.${operation}`,
    attributes: {
      'rpc.system.name': 'aws-api',
      'rpc.method': `${name}/${operation}`,
      'cloud.region': region,
      ...attributesOf(operation, input),
    },
  };
}

/** @see https://opentelemetry.io/docs/specs/semconv/database/dynamodb/ */
function dynamoAttributes(
  operation: string,
  { TableName, IndexName, RequestItems, Statements }: CallInput,
): SpanAttributes {
  const batch = Statements?.length;
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    'db.collection.name':
      TableName ?? (RequestItems && Object.keys(RequestItems)[0]) ?? tableOf(Statements?.[0]?.Statement),
    'db.operation.batch.size': batch !== undefined && batch > 1 ? batch : undefined,
    'aws.dynamodb.index_name': IndexName,
  };
}

/** The table that a statement of PartiQL inserts into; values are not in its text. */
function tableOf(statement = ''): string | undefined {
  return /^INSERT INTO "([^"]+)"/.exec(statement)?.[1];
}

/** @see https://opentelemetry.io/docs/specs/semconv/object-stores/s3/ */
function s3Attributes(_operation: string, { Bucket }: CallInput): SpanAttributes {
  return { 'aws.s3.bucket': Bucket };
}

const sqsOperations: Readonly<Record<string, string>> = {
  SendMessage: 'send',
  SendMessageBatch: 'send',
  ReceiveMessage: 'receive',
  DeleteMessage: 'settle',
  DeleteMessageBatch: 'settle',
  ChangeMessageVisibility: 'settle',
};

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/sqs/ */
function sqsAttributes(operation: string, { QueueUrl, Entries }: CallInput): SpanAttributes {
  return {
    'messaging.system': 'aws_sqs',
    'messaging.operation.name': operation,
    'messaging.operation.type': sqsOperations[operation],
    'messaging.destination.name': QueueUrl?.slice(QueueUrl.lastIndexOf('/') + 1),
    'messaging.batch.message_count': Entries?.length,
    'aws.sqs.queue.url': QueueUrl,
  };
}

/**
 * Whether an error of the SDK is an answer that was asked for: what a condition refuses is a replay or a conflict, and what is not there is
 * not there. An alarm for errors would else sound for each of them.
 */
function isAnswer(error: unknown): boolean {
  const { name, $metadata: metadata } = error as {
    readonly name?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return name === 'ConditionalCheckFailedException' || metadata?.httpStatusCode === 404;
}

/** What the SDK says of an answer, and of an error that an answer brought. */
function metadataAttributes(answered: unknown): SpanAttributes {
  const { $metadata: metadata } = (answered ?? {}) as {
    readonly $metadata?: {
      readonly requestId?: string;
      readonly httpStatusCode?: number;
      readonly attempts?: number;
    };
  };
  return {
    'aws.request_id': metadata?.requestId,
    'http.response.status_code': metadata?.httpStatusCode,
    'http.request.resend_count':
      metadata?.attempts !== undefined && metadata.attempts > 1 ? metadata.attempts - 1 : undefined,
  };
}
