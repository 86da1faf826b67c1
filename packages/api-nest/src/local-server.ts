import { createClock } from '@annals/domain';
import { readFile } from 'node:fs/promises';
import { loadEngine } from './adapters/load-engine.js';
import { prepareLocalTelemetry } from './adapters/local-telemetry.js';
import { sha256 } from './adapters/platform.js';
import { ConfigError, engineNameOf, readConfig } from './config.js';
import { announce } from './server/announce.js';
import { composeAccess } from './server/compose-access.js';
import { createLogger, logDestination } from './server/log.js';
import { serve } from './server/serve.js';
import { stopRequested } from './server/stop-signal.js';

/** How long answers under way may take once the process is asked to end. */
const drainTimeoutMs = 10_000;

/** How long the last spans may take to reach the collector. */
const flushTimeoutMs = 3_000;

/** Serves, by the process's environment, until it is asked to end or cannot start, which it says on standard error. Returns its exit code. */
export async function runServer(): Promise<number> {
  return untilStopped().catch((error: unknown) => {
    explain(error);
    return 1;
  });
}

async function untilStopped(): Promise<number> {
  const stop = stopRequested(process);
  const config = readConfig(process.env, await loadEngine(engineNameOf(process.env)), prepareLocalTelemetry);
  const version = await readVersion();
  const measured = await config.openTelemetry(version, (err) => logger.warn({ err }, 'spans were lost'));
  const { telemetry, metricsPage } = measured;
  const logger = createLogger(config.logLevel, await logDestination(process.stdout), telemetry);
  const onFault = (err: unknown): void => logger.error({ err }, 'the engine goes on after a fault');
  const engine = await config.openEngine(onFault, telemetry);
  try {
    const access = await composeAccess(config.auth, config.traffic, {
      apiKeys: engine.apiKeys,
      sha256,
      clock: createClock(),
    });
    const server = await serve({ ...config, engine, logger, telemetry, metricsPage, access, version });
    announce({ url: server.url, engine, version }, logger, process.stdout);
    logger.info({ reason: await stop }, 'stopping');
    if (await server.stop(drainTimeoutMs)) return 0;
    say(`requests or queued events were still under way after ${drainTimeoutMs / 1000} s and were cut off`);
    return 1;
  } finally {
    await engine.close();
    await measured.close(flushTimeoutMs);
  }
}

async function readVersion(): Promise<string> {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

/** One line a fault, and no stack: what keeps a server from starting is for whoever starts it to mend. */
function explain(error: unknown): void {
  if (error instanceof ConfigError) for (const fault of error.faults) say(fault);
  else if (!(error instanceof Error)) say(String(error));
  else if ('code' in error && error.code === 'EADDRINUSE')
    say(`${error.message.replace(/^listen EADDRINUSE: /, '')}: set PORT to a free one`);
  else say(error.message);
}

function say(line: string): void {
  process.stderr.write(`annals: ${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
}
