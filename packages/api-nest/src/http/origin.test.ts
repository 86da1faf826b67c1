import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { originOf } from './origin.js';

const origin = (host: string | undefined, localAddress: string) =>
  originOf({ host, protocol: 'http', socket: { localAddress, localPort: 3000 } } as unknown as Request);

describe('the address of the server', () => {
  it.each(['localhost:3000', '127.0.0.1', '[::1]:8080', 'annals.example.org', 'under_score:1'])(
    'is the one that the client knows: %s',
    (host) => {
      expect(origin(host, '127.0.0.1')).toBe(`http://${host}`);
    },
  );

  it.each([undefined, '', 'a b', 'a/b', 'user@host', 'host:port', '[::1', 'a"b', 'host?x'])(
    'is the one that the request came to where %j is none',
    (host) => {
      expect(origin(host, '127.0.0.1')).toBe('http://127.0.0.1:3000');
      expect(origin(host, '::1')).toBe('http://[::1]:3000');
    },
  );
});
