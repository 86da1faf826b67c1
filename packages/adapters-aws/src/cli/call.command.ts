import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestPlainly } from 'node:http';
import { request as requestByTls } from 'node:https';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CallRequest } from './call-request.js';
import { NodeSha256 } from './node-sha256.js';

/** How long a server may be silent, in milliseconds: longer than API Gateway is. */
const timeoutMs = 60_000;

/**
 * Makes a request and writes its answer, as it comes. The exit code: 0, or 1 where the status is 400 or more. Throws what keeps it from
 * being made or answered.
 */
export async function call(wanted: CallRequest, output: Writable): Promise<0 | 1> {
  const answer = await send(wanted, await headersOf(wanted));
  const status = answer.statusCode!;
  if (wanted.include) output.write(headOf(answer));
  await pipeline(answer, output, { end: false });
  return status < 400 ? 0 : 1;
}

async function send({ method, url, body }: CallRequest, headers: Readonly<Record<string, string>>) {
  const request = url.protocol === 'https:' ? requestByTls : requestPlainly;
  const outgoing = request(url, { method, headers, timeout: timeoutMs, agent: false });
  outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function headersOf(wanted: CallRequest): Promise<Readonly<Record<string, string>>> {
  const { identity, url, body } = wanted;
  const length = body === undefined ? {} : { 'content-length': String(body.length) };
  const headers = { host: url.host, ...wanted.headers, ...length };
  switch (identity.kind) {
    case 'none':
      return headers;
    case 'key':
      return { ...headers, 'x-api-key': identity.text };
    case 'token':
      return { ...headers, authorization: `Bearer ${identity.text}` };
    case 'signature':
      return { ...headers, ...(await signatureOf(wanted, headers, identity)) };
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
async function signatureOf(
  { method, url, body }: CallRequest,
  headers: Readonly<Record<string, string>>,
  { region, profile }: { readonly region: string; readonly profile?: string | undefined },
): Promise<Readonly<Record<string, string>>> {
  const credentials = defaultProvider(profile === undefined ? {} : { profile });
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: NodeSha256 });
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const { protocol, hostname, pathname } = url;
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    path: pathname,
    query,
    headers: { ...headers },
    body,
  });
  return signed.headers;
}

function headOf({ httpVersion, statusCode, statusMessage, headers }: IncomingMessage): string {
  return `HTTP/${httpVersion} ${statusCode!} ${statusMessage!}\n${fieldsOf(headers)}\n`;
}

function fieldsOf(headers: IncomingHttpHeaders): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${[value].flat().join(', ')}\n`)
    .join('');
}
