import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { throwEngineFault } from './dynamo-faults.js';
import { checkpointKey } from './schema/index.js';

/** Keeps how far the reconciliation of a bucket has come, so that the next process goes on from there. Both calls throw `EngineUnavailable`. */
export class DynamoReconciliationCheckpoint {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #bucket: string;

  /** @param options `client` is destroyed by whoever made it */
  constructor(options: {
    readonly client: DynamoDBDocumentClient;
    readonly tableName: string;
    readonly bucket: string;
  }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#bucket = options.bucket;
  }

  /** The key up to which the bucket is compared; `undefined` where a reconciliation is to start over. */
  async read(): Promise<string | undefined> {
    const { Item } = await this.#client
      .send(new GetCommand({ TableName: this.#tableName, Key: checkpointKey(this.#bucket), ConsistentRead: true }))
      .catch(throwEngineFault);
    return Item?.['after'] as string | undefined;
  }

  /** Goes on behind a key the next time; `undefined` starts over. The item stays then, so that its writer needs no right to delete. */
  async write(after: string | undefined): Promise<void> {
    const item = { ...checkpointKey(this.#bucket), ...(after !== undefined && { after }) };
    await this.#client.send(new PutCommand({ TableName: this.#tableName, Item: item })).catch(throwEngineFault);
  }
}
