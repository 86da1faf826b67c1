import { demand } from '../harness/side.js';
import type { Program } from '../harness/program.js';
import { bucketName, keysOf } from '../workload/object-notification.js';

/** Throws `WorkNotDone` unless a batch was answered as handled, and the stub has the current state of each of its objects. */
export async function demandRecorded(name: string, answered: unknown, first: number, stub: Program): Promise<void> {
  const { batchItemFailures } = (answered ?? {}) as { readonly batchItemFailures?: readonly unknown[] };
  demand(batchItemFailures?.length === 0, `${name} answered ${JSON.stringify(answered)}`);
  for (const key of keysOf(first)) {
    const stored = await stub.ask<object | undefined>('item', [`OBJECT#${bucketName}#${key}`, 'CURRENT']);
    demand(stored !== undefined, `${name} said that it handled ${key}, and stored nothing`);
  }
}
