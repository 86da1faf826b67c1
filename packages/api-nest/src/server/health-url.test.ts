import { describe, expect, it } from '@jest/globals';
import { healthUrl } from './health-url.js';

describe('the address at which a server is asked for its health', () => {
  it.each([
    [{}, 'http://127.0.0.1:3000/health/live'],
    [{ PORT: '', HOST: ' ' }, 'http://127.0.0.1:3000/health/live'],
    [{ PORT: '8080', HOST: '0.0.0.0' }, 'http://127.0.0.1:8080/health/live'],
    [{ PORT: '8080', HOST: '::' }, 'http://[::1]:8080/health/live'],
    [{ HOST: '::1' }, 'http://[::1]:3000/health/live'],
    [{ HOST: '10.0.0.7' }, 'http://10.0.0.7:3000/health/live'],
  ])('with %j is %s', (environment, expected) => {
    expect(healthUrl(environment)).toBe(expected);
  });
});
