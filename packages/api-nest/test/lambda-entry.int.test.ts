import { createClock, ok } from '@annals/domain';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { ids, sha256 } from '../src/adapters/platform.js';
import { assembleApp } from '../src/assemble-app.js';
import { openToAll } from '../src/auth/access-options.js';
import { startFunction } from '../src/lambda/lambda-entry.js';
import { documented, httpApi } from './support/api-gateway.js';

type Compose = Parameters<typeof startFunction>[1];

const context = {} as Context;
const anApp: Compose = (_prepared, { logger, telemetry }) =>
  assembleApp({ logger, telemetry, access: openToAll, ids, clock: createClock(), sha256 }, []);
const compose = jest.fn<Compose>();
const replaced = process.env;
beforeEach(() => {
  process.env = { AUTH_MODE: 'iam', LOG_LEVEL: 'silent' };
  compose.mockReset();
});
afterEach(() => {
  process.env = replaced;
});

describe('the entry of a function', () => {
  it('composes its app once, as it is loaded', async () => {
    compose.mockImplementation(anApp);
    const entry = startFunction(() => ok(undefined), compose);
    expect(compose).toHaveBeenCalledTimes(1);
    for (let invocation = 0; invocation < 2; invocation++)
      expect(httpApi.answer(await entry(documented('http-api'), context)).status).toBe(404);
    expect(compose).toHaveBeenCalledTimes(1);
  });

  it('fails the invocation whose app could not be composed, and composes it anew for the next', async () => {
    compose
      .mockRejectedValueOnce(new Error('not as it was loaded'))
      .mockRejectedValueOnce(new Error('not at first'))
      .mockImplementation(anApp);
    const entry = startFunction(() => ok(undefined), compose);
    await expect(entry(documented('http-api'), context)).rejects.toThrow('not as it was loaded');
    await expect(entry(documented('http-api'), context)).rejects.toThrow('not at first');
    expect(httpApi.answer(await entry(documented('http-api'), context)).status).toBe(404);
    expect(compose).toHaveBeenCalledTimes(3);
  });

  it('composes nothing where the environment is wrong', () => {
    process.env = { LOG_LEVEL: 'loud' };
    expect(() => startFunction(() => ok(undefined), compose)).toThrow(
      /^annals cannot start: LOG_LEVEL must be .*; AUTH_MODE must be /,
    );
    expect(compose).not.toHaveBeenCalled();
  });
});
