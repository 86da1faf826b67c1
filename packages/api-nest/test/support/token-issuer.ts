import { newYear2026Micros } from '@annals/domain/testing';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The time that tests of tokens go by, in seconds since 1970. */
export const newYearSeconds = newYear2026Micros / 1e6;

/** A key that an issuer signs with. */
export interface IssuerKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK;
}

/** An OpenID Connect issuer on this machine: its description, its keys, and tokens that it signs. */
export class TokenIssuer {
  /** How often its keys were asked for. */
  keysAsked = 0;
  /** What its description says beside, or instead of, the truth. */
  describes: Readonly<Record<string, unknown>> = {};
  readonly #server: Server;
  readonly #keys: IssuerKey[] = [];
  #port: number;

  private constructor(server: Server) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    server.on('request', ({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      if (url === '/.well-known/openid-configuration') response.end(JSON.stringify(this.#description()));
      else if (url === '/keys') {
        this.keysAsked++;
        response.end(JSON.stringify({ keys: this.#keys.map(({ published }) => published) }));
      } else response.writeHead(404).end('{}');
    });
  }

  /** Starts an issuer with one key. */
  static async start(): Promise<TokenIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new TokenIssuer(server);
    await issuer.addKey('first');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get jwksUrl(): string {
    return `${this.url}/keys`;
  }

  /** Makes a key and publishes it. */
  async addKey(kid: string, algorithm = 'ES256'): Promise<IssuerKey> {
    const key = await makeKey(kid, algorithm);
    this.#keys.push(key);
    return key;
  }

  /** Publishes a new key in the place of all others. */
  async rotate(kid: string): Promise<void> {
    this.#keys.splice(0);
    await this.addKey(kid);
  }

  /** The first key that is published. */
  get key(): IssuerKey {
    return this.#keys[0]!;
  }

  /** A token with these claims; `undefined` leaves one out. */
  async token(claims: Readonly<Record<string, unknown>> = {}, key = this.key, header: object = {}): Promise<string> {
    const payload = {
      iss: this.url,
      aud: 'annals',
      sub: 'alice',
      iat: newYearSeconds,
      exp: newYearSeconds + 300,
      ...claims,
    } as JWTPayload;
    return new SignJWT(payload)
      .setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  /** Answers nobody from now on. */
  async goAway(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Answers again, where it did before. */
  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.goAway();
  }

  #description(): object {
    return { issuer: this.url, jwks_uri: this.jwksUrl, ...this.describes };
  }
}

/** A key that nobody publishes. */
export async function makeKey(kid: string, algorithm = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, algorithm, privateKey, published: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}
