import type { ApiKeyRepository, EventRepository, MessageQueue, Result, Telemetry } from '@annals/domain';
import type { ObjectOptions } from '../app-options.js';
import type { Environment } from '../config.js';

/** The queues of an engine. */
export interface EngineQueues {
  /** What was accepted and is not recorded yet. */
  readonly events: MessageQueue;
  /** What the sample workload sends and receives. */
  readonly sample: MessageQueue;
  /** OpenTelemetry's name of what keeps their messages. */
  readonly system?: string;
}

/** An engine that is open. */
export interface Engine {
  /** What answers and logs call it: `sqlite`, `dynamodb`. */
  readonly name: string;
  /** Where it keeps what it is given, for people: a folder, or a table and its region. */
  readonly place: string;
  readonly events: EventRepository;
  /** A bucket and its catalogue, where it has one. */
  readonly objects?: ObjectOptions | undefined;
  /** Where it has them: always on the embedded engine, on AWS where both addresses are named. */
  readonly queues?: EngineQueues | undefined;
  /** Who may call, where callers have keys. */
  readonly apiKeys: Pick<ApiKeyRepository, 'find'>;
  /** Connects to what it keeps its events in before somebody asks for it, where that takes time; returns at once. */
  readonly warmUp?: () => void;
  /** Finishes what is under way and lets go of files and connections. */
  close(): Promise<void>;
}

/** Opens an engine, whose calls `telemetry` is told of. `onFault` is told of faults that no caller waits for; the engine goes on by itself. */
export type OpenEngine = (onFault: (fault: unknown) => void, telemetry: Telemetry) => Promise<Engine>;

/** Reads what an engine needs of the environment: what opens it, or a sentence for each fault. */
export type PrepareEngine = (environment: Environment) => Result<OpenEngine, readonly string[]>;
