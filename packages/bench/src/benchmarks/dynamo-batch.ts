import type { Benchmark } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import type { Program } from '../harness/program.js';
import { demand, type Side } from '../harness/side.js';
import type { StubPlace } from '../programs/aws-stub.js';
import type { WriteRequest, WriteResult } from '../programs/dynamo-writer.js';
import { source } from '../workload/posted-event.js';

const rounds = 12;
const warmUpRounds = 3;
const batches = 4;
const size = 500;

/** Events that a processor can write to DynamoDB in a second, by its own time: what the engine itself takes is AWS's business. */
export const dynamoBatch: Benchmark = {
  name: 'dynamo-batch',
  run: async (workshop) => {
    const stub = await workshop.start('aws-stub', { cpu: 'rest', args: ['http'] });
    const { endpoint } = await stub.ask<StubPlace>('place');
    const start = (kind: string): Promise<Program> => workshop.start('dynamo-writer', { args: [endpoint, kind] });
    const measured = await workshop.compare(
      [writingSide('annals', await start('annals'), stub), writingSide('raw', await start('raw'), stub)],
      { rounds, warmUpRounds },
    );
    return {
      rows: [
        ratioRow(measured, ['annals', 'raw'], {
          what: 'DynamoDB batch of 500, events a second of a processor',
          against: 'DocumentClient conditional puts',
          unit: 'events/s',
          budget: atLeast(8, 40),
        }),
      ],
    };
  },
};

function writingSide(name: string, program: Program, stub: Program): Side {
  let round = 0;
  let request: WriteRequest;
  return {
    name,
    measure: async () => {
      await stub.ask('clear');
      request = { prefix: `${name}-${++round}`, batches, size };
      const { cpuMicros } = await program.ask<WriteResult>('write', request);
      return (batches * size) / (cpuMicros / 1e6);
    },
    check: async () => {
      const { items } = await stub.ask<{ readonly items: number }>('figures');
      demand(items === batches * size, `${name} stored ${items} items instead of ${batches * size}`);
      const last = `EVENT#${request.prefix}-${batches * size - 1}#${source}`;
      const item = await stub.ask<Record<string, unknown> | undefined>('item', [last, 'EVENT']);
      demand(item?.['json'] !== undefined && item['gsi1sk'] !== undefined, `${name} stored an event without its parts`);
    },
  };
}
