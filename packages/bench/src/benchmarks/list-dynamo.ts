import { createDynamoClient, createTable, DynamoEventRepository } from '@annals/adapters-aws';
import { mapConcurrently, type EventPosition, type EventQuery } from '@annals/domain';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Benchmark, Plot, Row } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { figureRow } from '../harness/rows.js';
import { demand } from '../harness/side.js';
import { summariseRatios, summarise } from '../harness/statistics.js';
import type { Workshop } from '../harness/workshop.js';
import { attemptsOf } from '../workload/attempts.js';
import { startDynamo } from './local-dynamo.js';

const sizes = [10_000, 100_000];
const pages = 20;
const limit = 100;

/** Requests under way while events are recorded. */
const concurrentWrites = 8;
const query: EventQuery = { order: 'desc' };

/** What pages of a list read of DynamoDB, counted: whatever time that takes, DynamoDB asks money for it. */
export const listDynamo: Benchmark = {
  name: 'list-dynamo',
  run: async (workshop) => {
    const read: Record<number, readonly number[]> = {};
    for (const size of sizes) read[size] = await readItems(workshop, size);
    const [less, more] = sizes.map((size) => read[size]!) as [readonly number[], readonly number[]];
    const row: Row = {
      what: `List of ${limit} of 100,000 events, DynamoDB, items read`,
      against: 'of 10,000',
      unit: 'items',
      subject: summarise(more),
      opponent: summarise(less),
      figure: summariseRatios(more, less),
      figureUnit: 'x',
      budget: atMost(1.3, 1.1),
    };
    return {
      rows: [
        row,
        figureRow(
          more.map((items) => items / limit),
          { what: 'Index entries read for each event listed, 4 shards', unit: 'entries' },
        ),
      ],
      plots: [plotOf(read)],
    };
  },
};

/** The index entries that each page read. */
async function readItems(workshop: Workshop, size: number): Promise<readonly number[]> {
  const { endpoint } = await startDynamo(workshop);
  const client = createDynamoClient({ endpoint, region: 'us-east-1' }, { requestTimeoutMs: 30_000 });
  workshop.defer(() => client.destroy());
  const tableName = `list-${size}`;
  await createTable(client, tableName);
  const positions = await fill(workshop, client, tableName, size);
  const counted = countingClient(client);
  const repository = new DynamoEventRepository({ client: counted.client, tableName });
  const items: number[] = [];
  for (let page = 0; page < pages; page++) {
    workshop.progress.step(page, pages, `pages of ${size}`);
    counted.reset();
    // Far enough from the oldest for a full page.
    const after = positions[Math.ceil(((page + 1) * (positions.length - 1)) / pages)]!;
    const { events } = await repository.list(query, { limit, after, atMs: Date.now() });
    demand(events.length === limit, `a page of ${limit} had ${events.length} events`);
    items.push(counted.items());
  }
  return items;
}

/**
 * Records events as the repository writes them, 25 items at a time: that no condition is judged here changes no item. The local engine
 * would take a minute for each ten thousand insertions by statement.
 */
async function fill(
  workshop: Workshop,
  client: DynamoDBDocumentClient,
  tableName: string,
  size: number,
): Promise<readonly EventPosition[]> {
  const positions: EventPosition[] = [];
  const written: Record<string, unknown>[] = [];
  const keeping = keepingClient(client, written);
  const repository = new DynamoEventRepository({ client: keeping, tableName, batches: 'puts' });
  const batch = 1_000;
  for (let first = 0; first < size; first += batch) {
    workshop.progress.step(first, size, 'events recorded on DynamoDB');
    const attempts = await attemptsOf('listed', first, batch);
    const { instant, hash } = attempts[0]!.event;
    positions.push({ instant, hash });
    await repository.append(attempts, Date.now());
    demand(written.length === batch, `the repository wrote ${written.length} items for ${batch} events`);
    const chunks = Array.from({ length: batch / 25 }, (_, chunk) => written.slice(chunk * 25, (chunk + 1) * 25));
    await mapConcurrently(chunks, concurrentWrites, (chunk) => {
      const requests = chunk.map((Item) => ({ PutRequest: { Item } }));
      return client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    });
    written.length = 0;
  }
  return positions;
}

interface Sent {
  readonly input: { readonly Item?: Record<string, unknown> };
}

/** A client that keeps what would be put. */
function keepingClient(client: DynamoDBDocumentClient, written: Record<string, unknown>[]): DynamoDBDocumentClient {
  const send = (command: Sent): unknown => {
    const { Item } = command.input;
    if (Item === undefined) return client.send(command as never);
    written.push(Item);
    return Promise.resolve({});
  };
  return Object.create(client, { send: { value: send } }) as DynamoDBDocumentClient;
}

/** A client that counts the items that queries read. */
function countingClient(client: DynamoDBDocumentClient) {
  let count = 0;
  const send = async (command: Sent): Promise<unknown> => {
    const answered = (await client.send(command as never)) as { readonly ScannedCount?: number };
    count += answered.ScannedCount ?? 0;
    return answered;
  };
  return {
    client: Object.create(client, { send: { value: send } }) as DynamoDBDocumentClient,
    items: () => count,
    reset: () => void (count = 0),
  };
}

function plotOf(read: Readonly<Record<number, readonly number[]>>): Plot {
  return {
    file: 'list-growth-dynamodb',
    title: `Index entries that a page of ${limit} events reads, by how many there are (DynamoDB)`,
    xLabel: 'events recorded',
    yLabel: 'index entries read',
    isLogarithmicX: true,
    series: [{ name: 'newest first', points: sizes.map((size) => ({ x: size, y: summarise(read[size]!).median })) }],
  };
}
