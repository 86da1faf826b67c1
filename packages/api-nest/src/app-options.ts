import type {
  Clock,
  EventRepository,
  IdGenerator,
  ObjectRecordRepository,
  ObjectStore,
  Sha256,
  Telemetry,
} from '@annals/domain';
import type { Logger } from 'pino';
import type { EngineQueues } from './adapters/engine.js';
import type { AccessOptions } from './auth/access-options.js';
import type { ServedBucket } from './objects/served-bucket.js';

/** What every app is made of, whatever it serves: the platform's own bits. */
export interface BaseOptions {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly sha256: Sha256;
  readonly logger: Logger;
  /** Who may call. */
  readonly access: AccessOptions;
  /** Where spans and figures go. */
  readonly telemetry: Telemetry;
  /** The most bytes of a streamed list, for a runtime that sends answers in one piece; without it lists are streamed to their end. */
  readonly maxAnswerBytes?: number;
}

/** What the whole app is made of: the engine it runs on beside the platform's own bits. */
export interface AppOptions extends BaseOptions {
  readonly repository: EventRepository;
  /** A bucket and its catalogue; without one the app has no addresses of objects. */
  readonly objects?: ObjectOptions | undefined;
  /** Without them nothing is recorded asynchronously, and the sample workload sends no messages. */
  readonly queues?: EngineQueues | undefined;
  /** Whether messages are deleted before the answer with them is sent, for a runtime that ends with its answer; else once it is sent whole. */
  readonly deletesBeforeAnswer?: boolean;
  /** The engine's name, as `GET /` gives it: `sqlite`, `dynamodb`. */
  readonly engine: string;
  /** The version of Annals. */
  readonly version: string;
  /** The figures of this process as a page; without it there is no such address. */
  readonly metricsPage?: MetricsPage | undefined;
}

/** Figures that Prometheus reads. */
export interface MetricsPage {
  /** The media type of `text`. */
  readonly contentType: string;
  /** Every figure as it is now. */
  text(): Promise<string>;
}

/** A bucket and its catalogue. */
export interface ObjectOptions {
  readonly repository: ObjectRecordRepository;
  readonly store: ObjectStore;
  /** The bucket where this server plays the store's part: what `store` signs are requests to it, relative to its address. */
  readonly served?: ServedBucket | undefined;
}

/** The token that the options are injected by. */
export const appOptions = Symbol('appOptions');
