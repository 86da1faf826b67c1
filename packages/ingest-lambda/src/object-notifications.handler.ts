import { createObjectEngine } from '@annals/adapters-aws';
import { createClock } from '@annals/domain';
import { createNotificationHandler } from './notification-handler.js';
import { CannotStart, standardLogger } from './startup.js';

const engine = createObjectEngine(process.env);
if (!engine.ok) throw new CannotStart(engine.error);

/** Records what notifications of the bucket say, however they come: from S3, through SQS or from EventBridge. */
export const handler = createNotificationHandler({ ...engine.value, clock: createClock(), logger: standardLogger() });
