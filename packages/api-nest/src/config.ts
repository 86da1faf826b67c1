import { isIP } from 'node:net';
import type { OpenEngine, PrepareEngine } from './adapters/engine.js';
import type { OpenTelemetry, PrepareTelemetry } from './adapters/process-telemetry.js';
import { readAuthSettings, type AuthSettings } from './auth/auth-settings.js';
import { readTrafficSettings, type TrafficSettings } from './auth/traffic-settings.js';
import { variable, type Environment } from './environment.js';
import { isLoopback } from './http/loopback.js';

export { variable, type Environment };

/** The levels that a log can have. */
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What the environment says, read once. */
export interface Config {
  /** 0..65535; 0 takes a free port. */
  readonly port: number;
  /** A name or an address; one of this machine alone where everybody is let in. */
  readonly host: string;
  /** How the server finds out who calls. */
  readonly auth: AuthSettings;
  /** How much traffic it takes, from where. */
  readonly traffic: TrafficSettings;
  readonly logLevel: (typeof logLevels)[number];
  /** Whether this process records queued events. */
  readonly eventWorker: boolean;
  /** Opens the engine that the environment describes. */
  readonly openEngine: OpenEngine;
  /** Starts the telemetry that it describes. */
  readonly openTelemetry: OpenTelemetry;
}

/** A name as the system looks it up; what looks like a short IPv4 address is none. */
const hostName = /^(?![\d.]+$)[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** Every fault of the environment at once, a sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}

/** Which engine an environment asks for: DynamoDB where its variables are set, the embedded one everywhere else. */
export function engineNameOf(environment: Environment): 'sqlite' | 'dynamodb' {
  const wantsDynamo = variable(environment, 'TABLE_NAME') ?? variable(environment, 'DYNAMODB_ENDPOINT');
  return wantsDynamo === undefined ? 'sqlite' : 'dynamodb';
}

/** Reads the configuration; an empty variable is an absent one. Throws `ConfigError`. */
export function readConfig(
  environment: Environment,
  prepareEngine: PrepareEngine,
  prepareTelemetry: PrepareTelemetry,
): Config {
  const faults: string[] = [];
  const port = readPort(environment, faults);
  const auth = readAuthSettings(environment, faults);
  const host = readHost(environment, auth, faults);
  const traffic = readTrafficSettings(environment, auth.mode === 'none', faults);
  const logLevel = readLogLevel(environment, faults);
  const eventWorker = readSwitch(environment, 'EVENT_WORKER', faults);
  const engine = prepareEngine(environment);
  const telemetry = prepareTelemetry(environment);
  for (const prepared of [engine, telemetry]) if (!prepared.ok) faults.push(...prepared.error);
  if (!engine.ok || !telemetry.ok || faults.length > 0) throw new ConfigError(faults);
  const [openEngine, openTelemetry] = [engine.value, telemetry.value];
  return Object.freeze({ port, host, auth, traffic, logLevel, eventWorker, openEngine, openTelemetry });
}

function readPort(environment: Environment, faults: string[]): number {
  const text = variable(environment, 'PORT') ?? '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) faults.push('PORT must be an integer from 0 to 65535');
  return port;
}

function readHost(environment: Environment, { mode }: AuthSettings, faults: string[]): string {
  const host = variable(environment, 'HOST') ?? '127.0.0.1';
  if (isIP(host) === 0 && !hostName.test(host)) faults.push('HOST must be an IP address or a name of this machine');
  else if (mode === 'none' && !isLoopback(host))
    faults.push(
      `HOST ${host} is one that others reach, and AUTH_MODE=none lets everybody in: set AUTH_MODE to api-key or jwt, or HOST to 127.0.0.1, ::1 or localhost`,
    );
  return host;
}

/** A variable that is `on` or `off`, `on` where it is absent. */
function readSwitch(environment: Environment, name: string, faults: string[]): boolean {
  const text = (variable(environment, name) ?? 'on').toLowerCase();
  if (text !== 'on' && text !== 'off') faults.push(`${name} must be on or off`);
  return text !== 'off';
}

/** The level that `LOG_LEVEL` names, in either case; adds a sentence to `faults` where it is none. */
export function readLogLevel(environment: Environment, faults: string[]): Config['logLevel'] {
  const text = (variable(environment, 'LOG_LEVEL') ?? 'info').toLowerCase();
  const level = logLevels.find((known) => known === text);
  if (level === undefined) faults.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}`);
  return level ?? 'info';
}
