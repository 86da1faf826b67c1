import { createObjectEngine } from '@annals/adapters-aws';
import { createLambdaTelemetry } from '@annals/adapters-aws/telemetry';
import { CannotStart, createClock } from '@annals/domain';
import { createReconciliationHandler } from './reconciliation-handler.js';
import { standardLogger } from './startup.js';

const measured = createLambdaTelemetry(process.env);
const { telemetry } = measured;
const engine = createObjectEngine(process.env, telemetry);
if (!engine.ok) throw new CannotStart(engine.error);
const logger = standardLogger(process.env, telemetry);
const handle = createReconciliationHandler({ ...engine.value, clock: createClock(), telemetry, logger });

/** Repairs the catalogue of the bucket on a schedule, each invocation from where the one before ended. */
export const handler: typeof handle = (schedule, context) => measured.invocation(() => handle(schedule, context));
