import type { Request } from 'express';
import { isIPv6 } from 'node:net';

/** A name or an address, and a port. */
const hostForm = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** The address of this server, `http://localhost:3000`, as the client of a request knows it; else the one that the request came to. */
export function originOf({ headers, socket }: Request): string {
  if (headers.host !== undefined && hostForm.test(headers.host)) return `http://${headers.host}`;
  const { localAddress = 'localhost', localPort } = socket;
  return `http://${isIPv6(localAddress) ? `[${localAddress}]` : localAddress}:${localPort}`;
}
