import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '@annals/domain';

/** How a call shows who makes it. */
export type CallIdentity =
  | { readonly kind: 'none' }
  | { readonly kind: 'key' | 'token'; readonly text: string }
  | { readonly kind: 'signature'; readonly region: string; readonly profile?: string | undefined };

/** A request that somebody wants made. */
export interface CallRequest {
  readonly method: string;
  /** Absolute; its query is encoded as signatures have it. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly identity: CallIdentity;
  /** Whether status and header fields are shown before the body. */
  readonly include: boolean;
}

/** How the command is called. */
export const callUsage =
  "usage: npm run call -- METHOD PATH [--url URL] [-d TEXT|@FILE|@-] [-H 'NAME: VALUE'] [--key KEY | --token TOKEN | --sign] [--region REGION] [--profile NAME] [-i]";

const options = {
  url: { type: 'string' },
  data: { type: 'string', short: 'd' },
  header: { type: 'string', short: 'H', multiple: true },
  key: { type: 'string' },
  token: { type: 'string' },
  sign: { type: 'boolean' },
  region: { type: 'string' },
  profile: { type: 'string' },
  include: { type: 'boolean', short: 'i' },
} as const;

type Variables = Readonly<Record<string, string | undefined>>;
type Options = ReturnType<typeof parse>['values'];

const localUrl = 'http://127.0.0.1:3000';
const inputDescriptor = 0;

/** The region in the host of an API of API Gateway, by the internet or by an endpoint of a VPC. */
const gatewayHost = /\.execute-api\.([a-z0-9-]+)\./;

/** Reads what was typed after the command's name; fails with a line for each fault. */
export function readCallRequest(
  typed: readonly string[],
  variables: Variables,
): Result<CallRequest, readonly string[]> {
  const parsed = tryTo(() => parse(typed));
  if (parsed === undefined) return err([callUsage]);
  const { values, positionals } = parsed;
  const [method = '', path = '', ...more] = positionals;
  if (!/^[A-Za-z]+$/.test(method) || !path.startsWith('/') || more.length > 0) return err([callUsage]);
  const faults: string[] = [];
  const url = readUrl(values.url ?? (variables['ANNALS_URL'] || localUrl), path, faults);
  const body = readBody(values.data, faults);
  const headers = readHeaders(values.header ?? [], faults);
  if (body !== undefined) headers['content-type'] ??= 'application/json';
  const identity = readIdentity(values, variables, url, faults);
  if (faults.length > 0) return err(faults);
  return ok({ method: method.toUpperCase(), url, headers, body, identity, include: values.include ?? false });
}

function parse(typed: readonly string[]) {
  return parseArgs({ args: [...typed], options, allowPositionals: true });
}

function tryTo<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** A stage's prefix stays before the path. Every space is `%20`: a signature is over that, and not over a plus sign. */
function readUrl(base: string, path: string, faults: string[]): URL {
  const isHttp = /^https?:\/\/[^?#]+$/.test(base);
  const url = isHttp ? URL.parse(base.replace(/\/$/, '') + path) : null;
  if (url === null) {
    faults.push('--url (or ANNALS_URL) must be an http or https URL, such as https://annals.example.org');
    return new URL(localUrl);
  }
  url.search = [...url.searchParams].map((pair) => pair.map(encode).join('=')).join('&');
  return url;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readBody(data: string | undefined, faults: string[]): Buffer | undefined {
  if (data === undefined) return undefined;
  if (!data.startsWith('@')) return Buffer.from(data);
  const body = tryTo(() => readFileSync(data === '@-' ? inputDescriptor : data.slice(1)));
  if (body === undefined) faults.push(`--data names ${data.slice(1)}, which cannot be read`);
  return body;
}

function readHeaders(lines: readonly string[], faults: string[]): Record<string, string> {
  const fields = lines.map((line) => /^([\w!#$%&'*+.^`|~-]+):\s*([\x20-\x7e]*)$/.exec(line));
  if (fields.includes(null)) faults.push("--header must be a field such as 'Prefer: respond-async'");
  return Object.fromEntries(fields.flatMap((field) => (field === null ? [] : [[field[1]!.toLowerCase(), field[2]!]])));
}

/** What was typed counts before the environment; requests to API Gateway are signed where nothing else is said. */
function readIdentity(values: Options, variables: Variables, url: URL, faults: string[]): CallIdentity {
  const { key, token, sign, profile } = values;
  const said = [key !== undefined, token !== undefined, sign === true].filter((one) => one).length;
  if (said > 1) faults.push('only one of --key, --token and --sign can be how the call is authenticated');
  const [ownKey, ownToken] = [variables['ANNALS_KEY'] || undefined, variables['ANNALS_TOKEN'] || undefined];
  if (key !== undefined || (said === 0 && ownKey !== undefined)) return { kind: 'key', text: key ?? ownKey! };
  if (token !== undefined || (said === 0 && ownToken !== undefined)) return { kind: 'token', text: token ?? ownToken! };
  const regionOfHost = gatewayHost.exec(url.hostname)?.[1];
  if (sign !== true && regionOfHost === undefined) return { kind: 'none' };
  const region = values.region ?? regionOfHost ?? (variables['AWS_REGION'] || undefined);
  if (region === undefined) faults.push('--region (or AWS_REGION) is required to sign: the host does not name it');
  return { kind: 'signature', region: region ?? '', profile };
}
