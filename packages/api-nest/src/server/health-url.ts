import { variable, type Environment } from '../config.js';

/** Addresses that a server listens on to be reached at any: it is asked at the loopback one. */
const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Where a server that runs with these variables says whether its process is up. */
export function healthUrl(environment: Environment): string {
  const host = variable(environment, 'HOST') ?? '127.0.0.1';
  const address = wildcards[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${address}:${variable(environment, 'PORT') ?? '3000'}/health/live`;
}
