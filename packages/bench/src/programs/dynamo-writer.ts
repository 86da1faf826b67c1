/** Writes batches to DynamoDB: as Annals does, or by conditional puts through the SDK. Arguments: the endpoint, and `annals` or `raw`. */
import { createDynamoClient, DynamoEventRepository } from '@annals/adapters-aws';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { answerQuestions } from '../harness/answer-questions.js';
import { cpuMicros } from '../harness/cpu-time.js';
import { conditionalPut, rawItemOf } from '../opponents/raw-item.js';
import { tableName } from '../functions/function-environment.js';
import { attemptsOf } from '../workload/attempts.js';
import { postedEvent } from '../workload/posted-event.js';

/** What writing took. */
export interface WriteResult {
  readonly cpuMicros: number;
  readonly elapsedMs: number;
}

/** What is to be written. */
export interface WriteRequest {
  readonly prefix: string;
  readonly batches: number;
  readonly size: number;
}

/** Writes one batch. */
type WriteBatch = () => Promise<void>;

const [, , endpoint, kind] = process.argv as [string, string, string, string];
const location = { endpoint, region: 'eu-central-1' };

/** The puts that are under way at once: as many as Annals has. */
const concurrency = 32;

const raw = DynamoDBDocumentClient.from(
  new DynamoDBClient({ ...location, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
);
const repository = new DynamoEventRepository({ client: createDynamoClient(location), tableName });

async function annalsBatch(prefix: string, batch: number, size: number): Promise<WriteBatch> {
  const attempts = await attemptsOf(prefix, batch * size, size);
  return async () => {
    const outcomes = await repository.append(attempts, Date.now());
    const failed = outcomes.find(({ code }) => code !== 'appended');
    if (failed !== undefined) throw new Error(`an event was ${failed.code}`);
  };
}

function rawBatch(prefix: string, batch: number, size: number): Promise<WriteBatch> {
  const items = Array.from({ length: size }, (_, index) => {
    const number = batch * size + index;
    return rawItemOf(postedEvent(`${prefix}-${number}`, number));
  });
  return Promise.resolve(async () => {
    const waiting = items.values();
    const worker = async (): Promise<void> => {
      for (const item of waiting) await raw.send(new PutCommand(conditionalPut(tableName, item)));
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  });
}

answerQuestions({
  write: async ({ prefix, batches, size }: WriteRequest): Promise<WriteResult> => {
    const prepare = kind === 'annals' ? annalsBatch : rawBatch;
    const writes: WriteBatch[] = [];
    for (let batch = 0; batch < batches; batch++) writes.push(await prepare(prefix, batch, size));
    const startedMs = performance.now();
    const micros = await cpuMicros(async () => {
      for (const write of writes) await write();
    });
    return { cpuMicros: micros, elapsedMs: performance.now() - startedMs };
  },
});
