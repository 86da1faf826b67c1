import { isIPv4 } from 'node:net';

/** Whether a name or address is one of this machine, which no other reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
