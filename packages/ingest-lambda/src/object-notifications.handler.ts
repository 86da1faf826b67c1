import { createObjectEngine } from '@annals/adapters-aws';
import { createLambdaTelemetry } from '@annals/adapters-aws/telemetry';
import { CannotStart, createClock } from '@annals/domain';
import { createNotificationHandler, type NotificationHandler } from './notification-handler.js';
import { standardLogger } from './startup.js';

const measured = createLambdaTelemetry(process.env);
const { telemetry } = measured;
const engine = createObjectEngine(process.env, telemetry);
if (!engine.ok) throw new CannotStart(engine.error);
const logger = standardLogger(process.env, telemetry);
const handle = createNotificationHandler({ ...engine.value, clock: createClock(), telemetry, logger });

/** Records what notifications of the bucket say, however they come: from S3, through SQS or from EventBridge. */
export const handler: NotificationHandler = (invocation, context) =>
  measured.invocation(() => handle(invocation, context));
