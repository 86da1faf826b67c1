import type { Result, Telemetry } from '@annals/domain';
import type { MetricsPage } from '../app-options.js';
import type { Environment } from '../environment.js';

/** Telemetry of a process that serves. */
export interface ProcessTelemetry {
  readonly telemetry: Telemetry;
  /** Its figures as a page. */
  readonly metricsPage: MetricsPage;
  /** Sends what was not sent yet, for up to `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/** Starts it. `onFault` is told, at most once a minute, that spans were lost. */
export type OpenTelemetry = (version: string, onFault: (fault: unknown) => void) => Promise<ProcessTelemetry>;

/** Reads what telemetry needs of the environment: what starts it, or a sentence for each fault. */
export type PrepareTelemetry = (environment: Environment) => Result<OpenTelemetry, readonly string[]>;
