import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  type CreateTableCommandInput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableSchema } from './schema/index.js';
import { tableDifferences } from './table-differences.js';

/** A table of the name exists and is not as `tableSchema` says. */
export class TableDiffers extends Error {
  override readonly name = 'TableDiffers';

  /** @param differences a sentence each */
  constructor(
    readonly tableName: string,
    readonly differences: readonly string[],
  ) {
    super(`the table ${tableName} is not as Annals needs it: ${differences.join('; ')}`);
  }
}

/** The longest that a new table may take to become active, in seconds. */
const maxWaitSeconds = 300;

/**
 * Makes the table and its indexes and returns when they can be used; `present` where a fitting one was there.
 * Throws `TableDiffers` where one of the name does not fit, and the SDK's own errors.
 */
export async function createTable(client: DynamoDBDocumentClient, tableName: string): Promise<'created' | 'present'> {
  const made = await makeIfAbsent(client, tableName);
  await waitUntilTableExists(
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it only sends with it, which both clients do
    { client, maxWaitTime: maxWaitSeconds, minDelay: 1, maxDelay: 5 },
    { TableName: tableName },
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const differences = tableDifferences(Table!);
  if (differences.length > 0) throw new TableDiffers(tableName, differences);
  return made;
}

async function makeIfAbsent(client: DynamoDBDocumentClient, tableName: string): Promise<'created' | 'present'> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(tableName)));
    return 'created';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return 'present';
    throw error;
  }
}

/** The table in the SDK's words: what `CreateTable` is sent. */
export function tableDefinition(tableName: string): CreateTableCommandInput {
  const { key, indexes } = tableSchema;
  const keys = [key, ...indexes];
  const keySchema = ({ partition, sort }: typeof key): NonNullable<TableDescription['KeySchema']> => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys
      .flatMap(({ partition, sort }) => [partition, sort])
      .map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(key),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projectedAttributes] },
    })),
  };
}

/**
 * Has DynamoDB delete expired items, where it is not so already. Annals does not rely on it: an expired item counts as absent at once.
 * Returns `unsupported` where the engine knows no time to live; throws the SDK's own errors.
 */
export async function enableTimeToLive(
  client: DynamoDBDocumentClient,
  tableName: string,
): Promise<'enabled' | 'present' | 'unsupported'> {
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
    const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription ?? {};
    if (TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING') return present(tableName, AttributeName);
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: tableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: tableSchema.ttlAttribute },
      }),
    );
    return 'enabled';
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return 'unsupported';
    throw error;
  }
}

function present(tableName: string, attribute: string | undefined): 'present' {
  if (attribute === tableSchema.ttlAttribute) return 'present';
  throw new TableDiffers(tableName, [
    `its time to live is read from the attribute ${attribute}, must be ${tableSchema.ttlAttribute}`,
  ]);
}
