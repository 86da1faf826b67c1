import { err, ok } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import type { Engine } from './adapters/engine.js';
import type { ProcessTelemetry } from './adapters/process-telemetry.js';
import { ConfigError, engineNameOf, readConfig, type Environment } from './config.js';

const openEngine = (): Promise<Engine> => Promise.reject(new Error('nothing opens an engine here'));
const openTelemetry = (): Promise<ProcessTelemetry> => Promise.reject(new Error('nothing measures here'));
const read = (environment: Environment) =>
  readConfig(
    environment,
    () => ok(openEngine),
    () => ok(openTelemetry),
  );

/** What concerns callers, where the environment says nothing of them. */
const open = {
  auth: { mode: 'none' },
  traffic: { requestsPerMinute: 0, authFailuresPerMinute: 60, trustedProxies: [], corsOrigins: [] },
};

function faultsOf(
  environment: Environment,
  engineFaults?: readonly string[],
  telemetryFaults?: readonly string[],
): readonly string[] {
  try {
    readConfig(
      environment,
      () => (engineFaults === undefined ? ok(openEngine) : err(engineFaults)),
      () => (telemetryFaults === undefined ? ok(openTelemetry) : err(telemetryFaults)),
    );
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      eventWorker: true,
      ...open,
      openEngine,
      openTelemetry,
    });
  });

  it('takes what the environment says', () => {
    const environment = { PORT: '0', HOST: '::1', LOG_LEVEL: 'WARN', EVENT_WORKER: 'Off' };
    expect(read(environment)).toEqual({
      port: 0,
      host: '::1',
      logLevel: 'warn',
      eventWorker: false,
      ...open,
      openEngine,
      openTelemetry,
    });
    expect(read({ PORT: '65535' }).port).toBe(65535);
  });

  it('takes an empty variable for an absent one', () => {
    expect(read({ PORT: '', HOST: ' ', LOG_LEVEL: '', EVENT_WORKER: '' })).toEqual(read({}));
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(read({}))).toBe(true);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('serves on %s', (host) => {
    expect(read({ HOST: host }).host).toBe(host);
  });

  it.each(['0.0.0.0', '::', '192.168.1.1', '127.0.0.1.example.com', 'example.com'])(
    'refuses to let everybody in on %s, and says what to do',
    (host) => {
      expect(faultsOf({ HOST: host })).toEqual([
        `HOST ${host} is one that others reach, and AUTH_MODE=none lets everybody in: set AUTH_MODE to api-key or jwt, or HOST to 127.0.0.1, ::1 or localhost`,
      ]);
      expect(read({ HOST: host, AUTH_MODE: 'api-key' })).toMatchObject({ host, auth: { mode: 'api-key' } });
    },
  );

  it.each(['127.1', 'a b', 'http://localhost', '127.0.0.1:3000', '-'])('refuses the host %s', (host) => {
    expect(faultsOf({ HOST: host, AUTH_MODE: 'api-key' })).toEqual([
      'HOST must be an IP address or a name of this machine',
    ]);
  });

  it.each(['-1', '65536', '3000.5', '0x10', 'http', '1e3'])('refuses the port %s', (port) => {
    expect(faultsOf({ PORT: port })).toEqual(['PORT must be an integer from 0 to 65535']);
  });

  it("lists every fault at once, the engine's and the telemetry's too", () => {
    const environment = { PORT: 'x', HOST: '0.0.0.0', LOG_LEVEL: 'loud', EVENT_WORKER: 'yes' };
    const faults = faultsOf(environment, ['TABLE_NAME is wrong'], ['OTEL_TRACES_SAMPLER is wrong']);
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'PORT',
      'HOST',
      'LOG_LEVEL',
      'EVENT_WORKER',
      'TABLE_NAME',
      'OTEL_TRACES_SAMPLER',
    ]);
  });

  it.each([
    [{}, 'sqlite'],
    [{ DATA_DIR: '/data' }, 'sqlite'],
    [{ TABLE_NAME: '', DYNAMODB_ENDPOINT: ' ' }, 'sqlite'],
    [{ TABLE_NAME: 'annals' }, 'dynamodb'],
    [{ DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' }, 'dynamodb'],
  ])('of %j asks for %s', (environment, engine) => {
    expect(engineNameOf(environment)).toBe(engine);
  });
});
