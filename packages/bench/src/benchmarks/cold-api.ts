import { coldStart, type ColdFunction } from '../functions/cold-start.js';
import { bundleOpponent } from '../functions/bundles.js';
import { deployedFunctions, unbundledApi } from '../functions/deployed.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atMost } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import { demand, type Side } from '../harness/side.js';
import type { Program } from '../harness/program.js';
import { gatewayRequest } from '../workload/gateway-request.js';
import { postedEvent, source } from '../workload/posted-event.js';
import { openFunctionWorkshop } from './function-workshop.js';

const rounds = 24;

/** From the start of the process to the first answered POST: the bundle as deployed, a function by hand, and the same app unbundled. */
export const coldApi: Benchmark = {
  name: 'cold-api',
  run: async (workshop) => {
    const { stub, environment, folder } = await openFunctionWorkshop(workshop);
    const functionOf = (file: string): ColdFunction => ({ file, environment, folder, cpu: workshop.cpus.subject });
    const measured = await workshop.compare(
      [
        postingSide('annals', functionOf(deployedFunctions.api), stub),
        postingSide('raw', functionOf(await bundleOpponent('raw-api', folder)), stub),
        postingSide('unbundled', functionOf(unbundledApi), stub),
      ],
      { rounds, warmUpRounds: 2 },
    );
    const what = 'Cold start of the API, to the first answered POST';
    return {
      rows: [
        ratioRow(measured, ['annals', 'raw'], {
          what,
          against: 'raw handler + SDK, bundled',
          unit: 'ms',
          budget: atMost(1.25, 1),
        }),
        ratioRow(measured, ['annals', 'unbundled'], {
          what,
          against: 'the same app unbundled',
          unit: 'ms',
          budget: atMost(1 / 4.5, 1 / 6),
        }),
      ],
    };
  },
};

let posted = 0;

function postingSide(name: string, tested: ColdFunction, stub: Program): Side {
  let id = '';
  let answered: unknown;
  return {
    name,
    measure: async () => {
      id = `cold-${name}-${++posted}`;
      const request = gatewayRequest('POST', '/events', JSON.stringify(postedEvent(id, posted)));
      const started = await coldStart(tested, request);
      answered = started.answered;
      return started.elapsedMs;
    },
    check: async () => {
      const { statusCode, body } = answered as { readonly statusCode: number; readonly body: string };
      demand(statusCode === 201, `${name} answered ${statusCode}: ${body}`);
      demand((JSON.parse(body) as { readonly id: string }).id === id, `${name} answered with another event`);
      const stored = await stub.ask<object | undefined>('item', [`EVENT#${id}#${source}`, 'EVENT']);
      demand(stored !== undefined, `${name} answered 201 and stored nothing`);
    },
  };
}
