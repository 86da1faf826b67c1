import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { EndpointParameterInstructionsSupplier } from '@smithy/core/endpoints';
import type { HttpResponse, ResponseMetadata } from '@smithy/types';
import type { DirectOperation } from './direct-calls.js';

/** The version of DynamoDB's protocol, in the name of each operation. */
const target = 'DynamoDB_20120810';

/**
 * An operation of DynamoDB whose input and output are its own JSON, with attribute values as the wire has them.
 *
 * @param write the request's body
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function dynamoOperation<I extends object, O extends object>(
  name: string,
  command: EndpointParameterInstructionsSupplier,
  write: (input: I) => object,
): DirectOperation<I, O> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${name}` };
  return {
    name,
    endpointOf: { command, input: {} },
    write: (input) => ({ method: 'POST', path: '/', headers, body: Buffer.from(JSON.stringify(write(input))) }),
    read: (response, body) => {
      const $metadata = metadataOf(response);
      if (response.statusCode !== 200) throw errorOf(body, $metadata);
      return { ...(JSON.parse(body.toString()) as O), $metadata };
    },
  };
}

function metadataOf({ statusCode, headers }: HttpResponse): ResponseMetadata {
  const requestId = headers['x-amzn-requestid'];
  return { httpStatusCode: statusCode, ...(requestId !== undefined && { requestId }) };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function errorOf(body: Buffer, $metadata: ResponseMetadata): DynamoDBServiceException {
  const { __type = 'UnknownError', message, Message } = fieldsOf(body);
  const status = $metadata.httpStatusCode!;
  return new DynamoDBServiceException({
    name: __type.replace(/^.*#/, ''),
    message: message ?? Message ?? `DynamoDB answered ${status}`,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata,
  });
}

/** What stands between this process and DynamoDB answers without JSON. */
function fieldsOf(body: Buffer): { readonly __type?: string; readonly message?: string; readonly Message?: string } {
  try {
    return JSON.parse(body.toString()) as object;
  } catch {
    return {};
  }
}
