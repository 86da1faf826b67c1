import { isIP } from 'node:net';
import { variable, type Environment } from '../environment.js';
import { listOf } from './auth-settings.js';

/** How much traffic a server takes, from where. */
export interface TrafficSettings {
  /** The most requests of one caller in a minute; 0 is no limit. */
  readonly requestsPerMinute: number;
  /** The most requests of one address in a minute that are refused for their credentials; 0 is no limit. */
  readonly authFailuresPerMinute: number;
  /** Addresses and networks whose `X-Forwarded-…` fields count. */
  readonly trustedProxies: readonly string[];
  /** Origins of pages whose scripts may call and read; `*` is every one. */
  readonly corsOrigins: readonly string[];
}

/** A thousand a second, which no caller comes to by accident; a load test may. */
const defaultRequestsPerMinute = 60_000;
const defaultAuthFailuresPerMinute = 60;

/** Reads how much traffic a server takes; adds a sentence to `faults` for each fault. Where everybody is let in nothing is limited by itself. */
export function readTrafficSettings(environment: Environment, isOpen: boolean, faults: string[]): TrafficSettings {
  const count = (name: string, otherwise: number): number => {
    const text = variable(environment, name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text)) faults.push(`${name} must be an integer from 0 (no limit) to 999999999`);
    return Number(text);
  };
  return {
    requestsPerMinute: count('RATE_LIMIT_PER_MINUTE', isOpen ? 0 : defaultRequestsPerMinute),
    authFailuresPerMinute: count('AUTH_FAILURES_PER_MINUTE', defaultAuthFailuresPerMinute),
    trustedProxies: readTrustedProxies(environment, faults),
    corsOrigins: readCorsOrigins(environment, faults),
  };
}

function readTrustedProxies(environment: Environment, faults: string[]): readonly string[] {
  const proxies = listOf(variable(environment, 'TRUSTED_PROXIES'));
  if (!proxies.every(isNetwork))
    faults.push('TRUSTED_PROXIES must be IP addresses and networks with commas, such as 10.0.0.0/8,::1');
  return proxies;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** The origins that `CORS_ORIGINS` lists; adds a sentence to `faults` where one is none. */
export function readCorsOrigins(environment: Environment, faults: string[]): readonly string[] {
  const origins = listOf(variable(environment, 'CORS_ORIGINS'));
  if (!origins.every(isOrigin))
    faults.push('CORS_ORIGINS must be origins with commas, such as https://app.example.org, or *');
  return origins;
}

/** An origin as browsers write it: in lower case, without a path, and without its scheme's own port. */
function isOrigin(text: string): boolean {
  return text === '*' || (!text.includes('*') && URL.parse(text)?.origin === text);
}
