import { bundleApiWithoutSdk, bundleOpponent, withoutSdk } from '../functions/bundles.js';
import type { Benchmark } from '../harness/benchmark.js';
import { atMost, type Budget } from '../harness/budget.js';
import { ratioRow } from '../harness/rows.js';
import { demand, type Side } from '../harness/side.js';
import type { Program } from '../harness/program.js';
import type { InvokeResult, WarmRequest } from '../programs/warm-function.js';
import { openFunctionWorkshop } from './function-workshop.js';

const rounds = 15;
const warmUpRounds = 4;
const invocations = 1_500;

/** Processor time of an invocation with the SDK sending nothing: the framework, our own code and what a function by hand does instead. */
export const warmApi: Benchmark = {
  name: 'warm-api',
  run: async (workshop) => {
    const { environment, folder } = await openFunctionWorkshop(workshop);
    const files = {
      annals: await bundleApiWithoutSdk(folder),
      raw: await bundleOpponent('raw-api', folder, [withoutSdk]),
    };
    const sides: Side[] = [];
    for (const [name, file] of Object.entries(files)) {
      const program = await workshop.start('warm-function', { environment, args: [file] });
      for (const method of ['POST', 'GET'] as const) sides.push(invokingSide(`${name} ${method}`, program, method));
    }
    const measured = await workshop.compare(sides, { rounds, warmUpRounds });
    const row = (method: string, budget?: Budget) =>
      ratioRow(measured, [`annals ${method}`, `raw ${method}`], {
        what: `Warm ${method} through lambda.ts, processor time without the SDK`,
        against: 'raw handler',
        unit: 'µs',
        ...(budget && { budget }),
      });
    return { rows: [row('POST', atMost(9, 6.5)), row('GET')] };
  },
};

function invokingSide(name: string, program: Program, method: WarmRequest['method']): Side {
  let result: InvokeResult;
  return {
    name,
    measure: async () => {
      result = await program.ask<InvokeResult>('invoke', { method, count: invocations } satisfies WarmRequest);
      return result.cpuMicros / invocations;
    },
    check: () => {
      demand(
        result.answered === invocations,
        `${name}: ${result.answered} of ${invocations} answered, ${result.fault}`,
      );
      const expected = method === 'POST' ? invocations : 0;
      demand(result.stored === expected, `${name} stored ${result.stored} events instead of ${expected}`);
    },
  };
}
