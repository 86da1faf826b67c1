import { traceContext } from '@annals/domain';
import { expect, test } from '@jest/globals';
import { createLogger, type LoggerOptions } from './logger.js';
import { standardLogger } from './startup.js';

function kept(options: LoggerOptions) {
  const lines: unknown[] = [];
  const logger = createLogger((line) => lines.push(JSON.parse(line)), { nowMs: () => 0, ...options });
  logger.info('one', { requestId: 'r-1' });
  logger.warn('two');
  logger.error('three');
  return lines;
}

test("writes lines in Lambda's form, each naming the span that it is written in", () => {
  const [line] = kept({ current: () => traceContext('a'.repeat(32), 'b'.repeat(16), true) });
  expect(line).toEqual({
    timestamp: '1970-01-01T00:00:00.000Z',
    level: 'INFO',
    message: 'one',
    requestId: 'r-1',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
  });
});

test.each([
  ['trace', ['INFO', 'WARN', 'ERROR']],
  ['info', ['INFO', 'WARN', 'ERROR']],
  ['warn', ['WARN', 'ERROR']],
  ['error', ['ERROR']],
  ['silent', []],
] as const)('writes from %s on', (level, written) => {
  expect(kept({ level }).map((line) => (line as { level: string }).level)).toEqual(written);
});

test('does not start with a level that there is none of', () => {
  const telemetry = { current: () => undefined };
  expect(() => standardLogger({ LOG_LEVEL: 'loud' }, telemetry)).toThrow('LOG_LEVEL must be one of trace, debug');
  for (const LOG_LEVEL of [undefined, ' ', 'WARN'])
    expect(() => standardLogger({ LOG_LEVEL }, telemetry)).not.toThrow();
});
