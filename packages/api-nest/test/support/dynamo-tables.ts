import { randomUUID } from 'node:crypto';
import { createDynamoClient, createTable } from '@annals/adapters-aws';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';

/** Tables that tests make on one engine. */
export class DynamoTables {
  readonly #client;
  readonly #made: string[] = [];

  constructor(readonly endpoint: string) {
    this.#client = createDynamoClient({ region: 'us-east-1', endpoint });
  }

  /** Makes a new, empty table; gives the environment of a function that keeps events in it. */
  async make(): Promise<Record<string, string>> {
    const name = `annals-test-${randomUUID()}`;
    this.#made.push(name);
    await createTable(this.#client, name);
    return { TABLE_NAME: name, DYNAMODB_ENDPOINT: this.endpoint };
  }

  /** Removes the tables. */
  async close(): Promise<void> {
    for (const TableName of this.#made) await this.#client.send(new DeleteTableCommand({ TableName }));
    this.#client.destroy();
  }
}
