import { coldStart, type ColdFunction } from '../functions/cold-start.js';
import { bundleOpponent } from '../functions/bundles.js';
import { deployedFunctions } from '../functions/deployed.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import type { Side } from '../harness/side.js';
import type { Program } from '../harness/program.js';
import { notificationInvocation } from '../workload/object-notification.js';
import { demandRecorded } from './recorded-objects.js';
import { openFunctionWorkshop } from './function-workshop.js';

const rounds = 24;

/** From the start of the process to the first handled batch of notifications: the bundle as deployed, and a function by hand. */
export const coldIngest: Benchmark = {
  name: 'cold-ingest',
  run: async (workshop) => {
    const { stub, environment, folder } = await openFunctionWorkshop(workshop);
    const functionOf = (file: string): ColdFunction => ({ file, environment, folder, cpu: workshop.cpus.subject });
    const measured = await workshop.compare(
      [
        handlingSide('annals', functionOf(deployedFunctions.ingest), stub),
        handlingSide('raw', functionOf(await bundleOpponent('raw-ingest', folder)), stub),
      ],
      { rounds, warmUpRounds: 2 },
    );
    return {
      rows: [
        ratioRow(measured, ['annals', 'raw'], {
          what: 'Cold start of ingest, to the first handled batch of ten notifications',
          against: 'raw handler + SDK, bundled',
          unit: 'ms',
          budget: atMost(1.1, 0.9),
        }),
      ],
    };
  },
};

function handlingSide(name: string, tested: ColdFunction, stub: Program): Side {
  let answered: unknown;
  return {
    name,
    measure: async () => {
      await stub.ask('clear');
      const started = await coldStart(tested, notificationInvocation(0));
      answered = started.answered;
      return started.elapsedMs;
    },
    check: () => demandRecorded(name, answered, 0, stub),
  };
}
