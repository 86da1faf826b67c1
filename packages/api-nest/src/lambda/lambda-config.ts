import { CannotStart, type Result } from '@annals/domain';
import { readLogLevel, type Config, type Environment } from '../config.js';
import { readGatewayAccess, type GatewayAccessSettings } from './gateway-access.js';

/** What the environment of a function says, read once. */
export interface LambdaConfig<T> {
  readonly logLevel: Config['logLevel'];
  /** How the function finds out who calls. */
  readonly access: GatewayAccessSettings;
  /** What the function's engine is opened with. */
  readonly prepared: T;
}

/** Reads the configuration; an empty variable is an absent one. Throws `CannotStart`. */
export function readLambdaConfig<T>(
  environment: Environment,
  prepare: (environment: Environment) => Result<T, readonly string[]>,
): LambdaConfig<T> {
  const faults: string[] = [];
  const logLevel = readLogLevel(environment, faults);
  const access = readGatewayAccess(environment, faults);
  const prepared = prepare(environment);
  if (!prepared.ok) throw new CannotStart([...faults, ...prepared.error]);
  if (faults.length > 0) throw new CannotStart(faults);
  return Object.freeze({ logLevel, access, prepared: prepared.value });
}
