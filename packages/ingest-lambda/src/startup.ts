import type { Telemetry } from '@annals/domain';
import { createLogger, isLogLevel, logLevels, type Logger } from './logger.js';

/** What keeps a function from starting is for whoever deployed it to mend: it is one line that says all of it, without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';

  /** @param faults a sentence each */
  constructor(faults: readonly string[]) {
    super(`annals cannot start: ${faults.join('; ')}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Writes to standard output, which Lambda collects: lines of the level that `LOG_LEVEL` names, `info` where it names none, and above. Throws
 * `CannotStart` where there is no such level.
 */
export function standardLogger(
  environment: Readonly<Record<string, string | undefined>>,
  telemetry: Pick<Telemetry, 'current'>,
): Logger {
  const level = environment['LOG_LEVEL']?.trim().toLowerCase() || 'info';
  if (!isLogLevel(level)) throw new CannotStart([`LOG_LEVEL must be one of ${logLevels.join(', ')}`]);
  return createLogger((line) => process.stdout.write(line), { level, current: () => telemetry.current() });
}
