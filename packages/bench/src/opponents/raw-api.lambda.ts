/**
 * What somebody writes who wants the fastest function that records and finds events: no framework, the SDK's DocumentClient, the X-Ray SDK,
 * a line of JSON for each request and the rules by hand.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import xray from 'aws-xray-sdk-core';
import { writeSync } from 'node:fs';
import { faultsOf, type PlainEvent } from './event-rules.js';
import { conditionalPut, presented, rawItemOf, type RawItem } from './raw-item.js';

const { TABLE_NAME: tableName, DYNAMODB_ENDPOINT: endpoint, AWS_REGION: region } = process.env;
const client = xray.captureAWSv3Client(
  new DynamoDBClient({ ...(endpoint && { endpoint }), ...(region && { region }), maxAttempts: 3 }),
);
const documents = DynamoDBDocumentClient.from(client);

/** Records the event of a POST and finds that of a GET. */
export async function handler(request: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  const startedMs = performance.now();
  const answer = await answerTo(request).catch((error: unknown) => {
    log({ level: 'error', requestId: context.awsRequestId, error: String(error) });
    return json(500, { title: 'Internal error' });
  });
  const { httpMethod: method } = request;
  const durationMs = performance.now() - startedMs;
  log({
    level: 'info',
    requestId: context.awsRequestId,
    method,
    route: '/events',
    status: answer.statusCode,
    durationMs,
  });
  return answer;
}

async function answerTo(request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  if (!request.requestContext.identity.userArn) return json(401, { title: 'Who are you?' });
  if (request.httpMethod === 'POST' && request.path === '/events') return record(request);
  const id = /^\/events\/([^/]+)$/.exec(request.path)?.[1];
  if (request.httpMethod === 'GET' && id !== undefined)
    return find(decodeURIComponent(id), request.queryStringParameters?.['source'] ?? '/');
  return json(404, { title: 'Not found' });
}

async function record({ body, isBase64Encoded }: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const posted = parse(isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? ''));
  if (posted === undefined) return json(400, { title: 'The body is not a JSON object' });
  const faults = faultsOf(posted);
  if (faults.length > 0) return json(422, { title: 'The event is invalid', faults });
  const event = { source: '/', ...posted } as PlainEvent;
  const item = rawItemOf(event);
  try {
    await documents.send(new PutCommand(conditionalPut(tableName, item)));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    const stored = (error as { Item?: { digest?: { S?: string } } }).Item;
    return stored?.digest?.S === item.digest ? json(200, presented(item)) : json(409, { title: 'Conflict' });
  }
  const Location = `events/${encodeURIComponent(event.id)}?source=${encodeURIComponent(event.source)}`;
  return json(201, presented(item), { Location });
}

async function find(id: string, source: string): Promise<APIGatewayProxyResult> {
  const Key = { pk: `EVENT#${id}#${source}`, sk: 'EVENT' };
  const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
  return Item === undefined ? json(404, { title: 'Not found' }) : json(200, presented(Item as RawItem));
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function json(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): APIGatewayProxyResult {
  return { statusCode, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function log(line: object): void {
  writeSync(1, `${JSON.stringify({ time: Date.now(), ...line })}\n`);
}
