import { CannotStart, type Telemetry } from '@annals/domain';
import { createLogger, isLogLevel, logLevels, type Logger } from './logger.js';

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
