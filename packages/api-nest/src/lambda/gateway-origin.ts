import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { GatewayRequest } from './gateway-request.js';

const underWay = new AsyncLocalStorage<GatewayRequest>();
const invocations = new WeakMap<IncomingMessage, GatewayRequest>();

/** Answers an invocation; the request that is made of it meanwhile remembers it. The library's own memory is one for all requests. */
export function inInvocation<T>(invocation: GatewayRequest, answer: () => T): T {
  return underWay.run(invocation, answer);
}

/** Has a request remember the invocation that it is made of. */
export function rememberInvocation(request: IncomingMessage): void {
  const invocation = underWay.getStore();
  if (invocation !== undefined) invocations.set(request, invocation);
}

/** What API Gateway sent; nothing where a request did not come from there. */
export function invocationOf(request: IncomingMessage): GatewayRequest | undefined {
  return invocations.get(request);
}
