import type { SpanAttributes, SpanOptions } from '@annals/domain';
import { xRayTraceId } from '../x-ray-header.js';

/** Attributes of a span that have a value. */
export type KnownAttributes = Record<string, string | number | boolean>;

/** The fields of a segment document that tell what a span was about. */
export interface DocumentFields {
  readonly name: string;
  readonly namespace?: 'aws';
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly http?: Readonly<Record<string, unknown>>;
  readonly annotations?: KnownAttributes;
  /** By namespace. */
  readonly metadata?: Readonly<Record<string, KnownAttributes>>;
  readonly error?: true;
  readonly throttle?: true;
  readonly fault?: true;
}

/** The most characters of a segment's name. */
const maxNameLength = 200;

/** What most names are: characters that X-Ray takes, and no more than it takes. */
const plainName = new RegExp(`^[\\w.:/ ]{0,${maxNameLength}}$`);

/** How attributes begin by which X-Ray is searched. */
const indexed = 'annals.';

/** What other fields say, or the name. */
const told = /^(?:http\.|url\.|user_agent\.|server\.|rpc\.|cloud\.region|aws\.)/;

/**
 * Says of a span what a segment document has fields for; the rest is annotations, by which traces are found, and metadata.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function documentFields(
  name: string,
  kind: SpanOptions['kind'],
  attributes: Readonly<KnownAttributes>,
): DocumentFields {
  const isAws = attributes['rpc.system.name'] === 'aws-api';
  let annotations: KnownAttributes | undefined;
  let metadata: KnownAttributes | undefined;
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith(indexed)) (annotations ??= {})[key.replaceAll('.', '_')] = value;
    else if (!told.test(key)) (metadata ??= {})[key] = value;
  return {
    name: isAws ? String(attributes['rpc.method']).split('/')[0]! : segmentName(name),
    ...(isAws && { namespace: 'aws', aws: awsOf(attributes) }),
    ...httpOf(kind, attributes),
    ...(annotations && { annotations }),
    ...(metadata && { metadata: { default: metadata } }),
    ...blame(Number(attributes['http.response.status_code'] ?? 0)),
  };
}

/** A name of the characters that X-Ray takes: a parameter of a route is `:id` there. */
export function segmentName(name: string): string {
  if (plainName.test(name)) return name;
  return name
    .replaceAll(/\{(\w+)\}/g, ':$1')
    .replaceAll(/[^\p{L}\p{N}\p{Z}_.:/%&#=+\-@]/gu, '')
    .slice(0, maxNameLength);
}

/** Adds attributes to others; one without a value says nothing. */
export function addKnown(to: KnownAttributes, attributes: SpanAttributes): void {
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) to[key] = value;
}

/** A trace that another span belongs to, as an annotation says it. */
export function traceAnnotation(traceId: string): KnownAttributes {
  return { 'annals.caller.trace_id': xRayTraceId(traceId) };
}

/** Fields of a call, and the attributes that they say. */
const awsFields = [
  ['region', 'cloud.region'],
  ['request_id', 'aws.request_id'],
  ['table_name', 'db.collection.name'],
  ['bucket_name', 'aws.s3.bucket'],
  ['queue_url', 'aws.sqs.queue.url'],
  ['retries', 'http.request.resend_count'],
] as const;

function awsOf(attributes: Readonly<KnownAttributes>): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = { operation: String(attributes['rpc.method']).split('/')[1] };
  for (const [field, key] of awsFields) if (attributes[key] !== undefined) fields[field] = attributes[key];
  return fields;
}

function httpOf(
  kind: SpanOptions['kind'],
  attributes: Readonly<KnownAttributes>,
): { readonly http?: Readonly<Record<string, unknown>> } {
  const status = attributes['http.response.status_code'];
  const response = status === undefined ? {} : { response: { status } };
  if (kind !== 'server') return status === undefined ? {} : { http: response };
  const { 'url.scheme': scheme, 'server.address': address, 'url.path': path } = attributes;
  const request = {
    method: attributes['http.request.method'],
    url: address === undefined ? path : `${String(scheme)}://${String(address)}${String(path)}`,
    user_agent: attributes['user_agent.original'],
  };
  return { http: { request, ...response } };
}

/** Whose fault an answer was. */
function blame(status: number): Pick<DocumentFields, 'error' | 'throttle' | 'fault'> {
  if (status === 429) return { error: true, throttle: true };
  if (status >= 500) return { fault: true };
  return status >= 400 ? { error: true } : {};
}
