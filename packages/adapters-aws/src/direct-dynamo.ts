import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { EndpointParameterInstructionsSupplier } from '@smithy/core/endpoints';
import { loadJsonRpcErrorCode } from '@smithy/core/protocols';
import type { HttpResponse, ResponseMetadata } from '@smithy/types';
import type { DirectOperation } from './direct-calls.js';

/** The version of DynamoDB's protocol, in the name of each operation. */
const target = 'DynamoDB_20120810';

/**
 * An operation of DynamoDB whose input and output are its own JSON, with attribute values as the wire has them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function dynamoOperation<I extends object, O extends object>(
  name: string,
  command: EndpointParameterInstructionsSupplier,
): DirectOperation<I, O> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${name}` };
  return {
    name,
    endpointOf: { command, input: {} },
    write: (input) => ({ method: 'POST', path: '/', headers, body: Buffer.from(JSON.stringify(input)) }),
    read: (response, body) => {
      const $metadata = metadataOf(response);
      const answer = fieldsOf(body);
      if (response.statusCode !== 200 || answer === undefined) throw errorOf(response, answer ?? {}, $metadata);
      return { ...(answer as O), $metadata };
    },
  };
}

function metadataOf({ statusCode, headers }: HttpResponse): ResponseMetadata {
  const requestId = headers['x-amzn-requestid'];
  return { httpStatusCode: statusCode, ...(requestId !== undefined && { requestId }) };
}

/**
 * An answer of 200 that cannot be read is DynamoDB's fault as well: what was asked for may have been done.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
function errorOf(response: HttpResponse, answer: ErrorFields, $metadata: ResponseMetadata): DynamoDBServiceException {
  const { statusCode } = response;
  return new DynamoDBServiceException({
    name: loadJsonRpcErrorCode(response, answer) ?? 'UnknownError',
    message: answer.message ?? answer.Message ?? `DynamoDB answered ${statusCode}`,
    $fault: statusCode >= 500 || statusCode === 200 ? 'server' : 'client',
    $metadata,
  });
}

interface ErrorFields {
  readonly message?: string;
  readonly Message?: string;
}

/** What stands between this process and DynamoDB answers without JSON. */
function fieldsOf(body: Buffer): object | undefined {
  try {
    const read = JSON.parse(body.toString()) as unknown;
    return typeof read === 'object' && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}
