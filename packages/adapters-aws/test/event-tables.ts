import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../src/create-table.js';
import type { Patience } from '../src/client-configuration.js';
import { createDynamoClient } from '../src/dynamo-client.js';

/** Tables that tests make on one engine, and a client for them. Expired items stay: the tests' clock is not the engine's. */
export class EventTables {
  readonly client: DynamoDBDocumentClient;
  readonly #made: string[] = [];
  readonly #clients: DynamoDBDocumentClient[] = [];

  constructor(readonly endpoint: string) {
    this.client = this.newClient();
  }

  /** Another client, to spoil. */
  newClient(patience?: Patience): DynamoDBDocumentClient {
    const client = createDynamoClient({ region: 'us-east-1', endpoint: this.endpoint }, patience);
    this.#clients.push(client);
    return client;
  }

  /** The name of a new, empty table. */
  async make(): Promise<string> {
    const name = this.newName();
    await createTable(this.client, name);
    return name;
  }

  /** The name of a table that a test makes itself. */
  newName(): string {
    const name = `annals-test-${randomUUID()}`;
    this.#made.push(name);
    return name;
  }

  /** Removes the tables and ends the clients. */
  async close(): Promise<void> {
    for (const TableName of this.#made)
      await this.client.send(new DeleteTableCommand({ TableName })).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
    for (const client of this.#clients) client.destroy();
  }
}
