import type { OpenEngine, PrepareEngine } from '../adapters/engine.js';
import { ConfigError, readLogLevel, type Config, type Environment } from '../config.js';

/** What the environment of a function says, read once. */
export interface LambdaConfig {
  readonly logLevel: Config['logLevel'];
  /** Opens the engine that the environment describes. */
  readonly openEngine: OpenEngine;
}

/** Reads the configuration; an empty variable is an absent one. Throws `ConfigError`. */
export function readLambdaConfig(environment: Environment, prepareEngine: PrepareEngine): LambdaConfig {
  const faults: string[] = [];
  const logLevel = readLogLevel(environment, faults);
  const engine = prepareEngine(environment);
  if (!engine.ok) throw new ConfigError([...faults, ...engine.error]);
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({ logLevel, openEngine: engine.value });
}
