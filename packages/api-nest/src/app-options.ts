import type { Clock, EventRepository, IdGenerator, Sha256 } from '@annals/domain';
import type { Logger } from 'pino';

/** What the app is made of: the engine it runs on, and the platform's own bits. */
export interface AppOptions {
  readonly repository: EventRepository;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
  /** The engine's name, as `GET /` gives it: `sqlite`, `dynamodb`. */
  readonly engine: string;
  /** The version of Annals. */
  readonly version: string;
  readonly logger: Logger;
  /** The most bytes of a streamed list, for a runtime that sends answers in one piece; without it lists are streamed to their end. */
  readonly maxAnswerBytes?: number;
}

/** The token that the options are injected by. */
export const appOptions = Symbol('appOptions');
