import type { Benchmark } from '../harness/benchmark.js';
import { coldApi } from './cold-api.js';
import { coldIngest } from './cold-ingest.js';
import { dynamoBatch } from './dynamo-batch.js';
import { listDynamo } from './list-dynamo.js';
import { listGrowth, listMillion } from './list-growth.js';
import { localBatch } from './local-batch.js';
import { localHttp } from './local-http.js';
import { memory } from './memory.js';
import { notifications } from './notifications.js';
import { shards } from './shards.js';
import { warmApi } from './warm-api.js';

/** Every benchmark, in the order of the table. */
export const benchmarks: readonly Benchmark[] = [
  coldApi,
  warmApi,
  coldIngest,
  localHttp,
  localBatch,
  listGrowth,
  listMillion,
  listDynamo,
  memory,
  dynamoBatch,
  notifications,
  shards,
];
