import { bundleOpponent } from '../functions/bundles.js';
import { deployedFunctions } from '../functions/deployed.js';
import { lambdaFlags } from '../functions/function-environment.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atLeast } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import type { Program } from '../harness/program.js';
import type { Side } from '../harness/side.js';
import type { HandleRequest, HandleResult } from '../programs/warm-notifications.js';
import { keysOf } from '../workload/object-notification.js';
import { openFunctionWorkshop } from './function-workshop.js';
import { demandRecorded } from './recorded-objects.js';

const rounds = 12;
const warmUpRounds = 3;
const invocations = 30;
const records = keysOf(0).length;

/** Notifications of created objects that one processor handles in a second, from queue to catalogue, over TLS. */
export const notifications: Benchmark = {
  name: 'notifications',
  run: async (workshop) => {
    const { stub, environment, folder } = await openFunctionWorkshop(workshop);
    const start = (file: string): Promise<Program> =>
      workshop.start('warm-notifications', { environment, args: [file], flags: lambdaFlags });
    const measured = await workshop.compare(
      [
        handlingSide('annals', await start(deployedFunctions.ingest), stub),
        handlingSide('raw', await start(await bundleOpponent('raw-ingest', folder)), stub),
      ],
      { rounds, warmUpRounds },
    );
    return {
      rows: [
        ratioRow(measured, ['annals', 'raw'], {
          what: 'Object notifications, records a second on one processor',
          against: 'SDK head + put, one by one',
          unit: 'records/s',
          budget: atLeast(4, 8),
        }),
      ],
    };
  },
};

function handlingSide(name: string, program: Program, stub: Program): Side {
  let result: HandleResult;
  const firsts = Array.from({ length: invocations }, (_, index) => index * records);
  return {
    name,
    measure: async () => {
      await stub.ask('clear');
      result = await program.ask<HandleResult>('handle', { firsts } satisfies HandleRequest);
      return (invocations * records) / (result.elapsedMs / 1000);
    },
    check: async () => {
      for (const [index, answer] of result.answers.entries()) await demandRecorded(name, answer, firsts[index]!, stub);
    },
  };
}
