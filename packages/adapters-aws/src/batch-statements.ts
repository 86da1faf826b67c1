import {
  BatchExecuteStatementCommand as PlainStatementsCommand,
  DynamoDBServiceException,
  type BatchStatementError,
  type BatchStatementResponse,
} from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { directCalls } from './direct-calls.js';
import { dynamoOperation } from './direct-dynamo.js';
import { insertStatement, wireValueOf, type PlainItem } from './insert-statement.js';

/**
 * How several items are written at once: `direct` inserts them by requests that are written here, `sdk` does by requests of the SDK,
 * and `puts` writes each by a conditional put of its own. One event alone is always a conditional put.
 */
export type BatchPath = 'direct' | 'sdk' | 'puts';

/**
 * The most statements that one request may have.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export const maxStatements = 25;

/** What became of a statement: `undefined` if it took effect. */
type StatementFailure = BatchStatementError | undefined;

/** Inserts items, 1 to `maxStatements` with different keys, each on its own; what became of each. Rejects as the SDK does where the whole request fails. */
export type InsertItems = (items: readonly PlainItem[]) => Promise<readonly StatementFailure[]>;

interface StatementsInput {
  readonly Statements: readonly { readonly Statement: string; readonly Parameters: readonly object[] }[];
}

interface StatementsOutput {
  readonly Responses?: readonly BatchStatementResponse[];
}

/** Inserts on a path; `undefined` where nothing is inserted. */
export function insertsBy(path: BatchPath, client: DynamoDBDocumentClient, tableName: string): InsertItems | undefined {
  if (path === 'puts') return undefined;
  return path === 'direct' ? directInserts(client, tableName) : sdkInserts(client, tableName);
}

/** Inserts by requests that are written here, with the connections, signatures and retries of a client of the SDK. */
export function directInserts(client: DynamoDBDocumentClient, tableName: string): InsertItems {
  const statements = dynamoOperation<StatementsInput, StatementsOutput>(
    'BatchExecuteStatement',
    PlainStatementsCommand,
  );
  const call = directCalls(client, statements);
  return async (items) => {
    const Statements = items.map((item) => ({
      Statement: insertStatement(tableName, item),
      Parameters: Object.values(item).map(wireValueOf),
    }));
    const { Responses = [] } = await call({ Statements });
    return failuresOf(Responses, items.length);
  };
}

/** Inserts by requests of the SDK. */
export function sdkInserts(client: DynamoDBDocumentClient, tableName: string): InsertItems {
  return async (items) => {
    const Statements = items.map((item) => ({
      Statement: insertStatement(tableName, item),
      Parameters: Object.values(item),
    }));
    const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    return failuresOf(Responses, items.length);
  };
}

/** What became of each statement. An answer that leaves one out tells nothing, and nothing must count as written that may not be. */
function failuresOf(responses: readonly BatchStatementResponse[], count: number): readonly StatementFailure[] {
  if (responses.length === count) return responses.map((response) => response.Error);
  const message = `DynamoDB answered ${responses.length} of ${count} statements`;
  throw new DynamoDBServiceException({ name: 'UnknownError', message, $fault: 'server', $metadata: {} });
}
