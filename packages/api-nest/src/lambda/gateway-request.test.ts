import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documented, httpApi, restApi } from '../../test/support/api-gateway.js';
import { isGatewayRequest, readGatewayRequest, type GatewayRequest } from './gateway-request.js';

const gateways = [restApi, httpApi];
const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed());
const name = text.filter((value) => value !== '');

describe.each(gateways)('a request to a $kind', (gateway) => {
  const read = (...request: Parameters<typeof gateway.invocation>) =>
    readGatewayRequest(gateway.invocation(...request) as unknown as GatewayRequest);

  it('has every parameter of the query as the client meant it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 5 }), (sent) => {
        const { path } = read('GET', `/events?${new URLSearchParams(sent).toString()}`);
        const received = [...new URL(path, 'http://localhost').searchParams];
        // A REST API keeps the order of one parameter's values only.
        const sorted = (pairs: readonly (readonly [string, string])[]) =>
          pairs.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
        expect(sorted(received)).toEqual(sorted(sent));
      }),
    );
  });

  it('has no question mark where the client sent no query', () => {
    expect(read('GET', '/events').path).toBe('/events');
  });

  it('has the very bytes of the body, and their number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (body) => {
        const { body: received, headers } = read('POST', '/events', {
          headers: { 'Content-Type': 'application/octet-stream' },
          body,
        });
        expect(received).toEqual(Buffer.from(body));
        expect(headers['content-length']).toBe(String(body.length));
      }),
    );
  });

  it('has an empty body where the client sent none, whatever else it said of it', () => {
    const headers = { 'Content-Length': '7', 'Transfer-Encoding': 'chunked', Expect: '100-continue', Accept: '*/*' };
    const received = read('GET', '/events', { headers });
    expect(received.body).toHaveLength(0);
    expect(received.headers).toEqual({ accept: '*/*' });
  });

  it('has the names of header fields in lower case', () => {
    expect(read('GET', '/', { headers: { 'X-Request-ID': 'a' } }).headers).toEqual({ 'x-request-id': 'a' });
  });

  it('is told from other invocations', () => {
    expect(isGatewayRequest(gateway.invocation('GET', '/'))).toBe(true);
  });
});

describe('a request to a REST API', () => {
  const rest = documented('rest-api');

  it('has every value of a repeated header field, and of a repeated parameter', () => {
    const received = readGatewayRequest({
      ...rest,
      multiValueHeaders: { Accept: ['text/html', 'application/json;q=0.5'], 'If-None-Match': ['"a"', '"b"'] },
    } as unknown as GatewayRequest);
    expect(received.headers).toMatchObject({
      accept: 'text/html, application/json;q=0.5',
      'if-none-match': '"a", "b"',
    });
    expect(received.path).toBe('/hello/world?name=me&multivalueName=you&multivalueName=me');
  });

  it.each([
    [{ a: '1' }, { a: '1' }],
    [null, {}],
  ])('has single header fields (%j) where there are no others', (headers, expected) => {
    const received = readGatewayRequest({ ...rest, headers, multiValueHeaders: null, body: null } as never);
    expect(received.headers).toEqual(expected);
  });

  it('takes text as it is', () => {
    expect(readGatewayRequest(rest as never).body.toString()).toBe('{\r\n\t"a": 1\r\n}');
  });
});

describe('an invocation that is no request', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'GET /'],
    ['an empty object', {}],
    ['a message of a queue', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['a notification of EventBridge', { source: 'aws.events', detail: {} }],
    ['a request without a path', { requestContext: {} }],
    ['a request without a context', { path: '/', requestContext: null }],
  ])('is told: %s', (_what, invocation) => {
    expect(isGatewayRequest(invocation)).toBe(false);
  });
});
