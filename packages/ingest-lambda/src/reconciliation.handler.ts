import { createObjectEngine } from '@annals/adapters-aws';
import { createClock } from '@annals/domain';
import { createReconciliationHandler } from './reconciliation-handler.js';
import { CannotStart, standardLogger } from './startup.js';

const engine = createObjectEngine(process.env);
if (!engine.ok) throw new CannotStart(engine.error);

/** Repairs the catalogue of the bucket on a schedule, each invocation from where the one before ended. */
export const handler = createReconciliationHandler({ ...engine.value, clock: createClock(), logger: standardLogger() });
