import type { Request } from 'express';
import { isIPv6 } from 'node:net';

/** A name or an address, and a port. */
const hostForm = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * The address of this server, `http://localhost:3000`, as the client of a request knows it; else the one that the request came to.
 * What trusted proxies say of it counts: `X-Forwarded-Proto` and `X-Forwarded-Host`.
 */
export function originOf(request: Pick<Request, 'host' | 'protocol' | 'socket'>): string {
  const { host, protocol } = request as { readonly host: string | undefined; readonly protocol: string };
  const scheme = protocol === 'https' ? 'https' : 'http';
  if (host !== undefined && hostForm.test(host)) return `${scheme}://${host}`;
  const { localAddress = 'localhost', localPort } = request.socket;
  return `http://${isIPv6(localAddress) ? `[${localAddress}]` : localAddress}:${localPort}`;
}
