import type { OpenAPIObject, OperationObject, ParameterObject } from '@nestjs/swagger';
import type { SentRequest } from './http-subject.js';

/** An example of the document, put together from where its name stands. */
export interface DocumentedExchange {
  readonly operationId: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly request: SentRequest;
  /** The media type of the request's body and its schema's place in the document, where it has one. */
  readonly body?: { readonly value: unknown; readonly schema: string };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: { readonly type: string; readonly value: unknown; readonly schema: string };
  };
}

/** What the types of the document call examples. */
type Examples = Readonly<Record<string, { readonly value?: unknown }>> | undefined;
type Content = Readonly<Record<string, { readonly examples?: unknown }>> | undefined;

/** An operation of the document and where it stands. */
export interface DocumentedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

/** The workload whose answers hold ids of its own making: they are the same wherever it is made first. */
const ownIds = 'Sample workload';

/** Every operation: the sample first, then those that record, for the others show what was recorded. */
export function operationsOf(document: OpenAPIObject): readonly DocumentedOperation[] {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OperationObject>).map(([method, operation]) => ({ method, path, operation })),
  );
  const rank = ({ method, operation }: DocumentedOperation): number =>
    operation.tags?.includes(ownIds) === true ? 0 : method === 'post' ? 1 : 2;
  return all.sort((left, right) => rank(left) - rank(right));
}

/** Every example of an operation, in its order. */
export function exchangesOf({ method, path, operation }: DocumentedOperation): readonly DocumentedExchange[] {
  const at = `#/paths/${escape(path)}/${method}`;
  const parameters = (operation.parameters ?? []) as ParameterObject[];
  const content = (operation.requestBody as { content?: Content } | undefined)?.content;
  const names = new Set([
    ...namesIn(content),
    ...parameters.flatMap(({ examples }) => Object.keys(examples ?? {})),
    ...Object.values(operation.responses).flatMap((response) => namesIn((response as { content?: Content }).content)),
  ]);
  return [...names].map((name) => {
    const answer = answerOf(operation, name, at);
    const body = exampleIn(content, name, `${at}/requestBody`);
    const sent = Object.fromEntries(
      parameters.flatMap((parameter) => {
        const example = (parameter.examples as Examples)?.[name];
        return example === undefined ? [] : [[parameter.name, { place: parameter.in, value: String(example.value) }]];
      }),
    );
    return {
      operationId: operation.operationId!,
      name,
      method: method.toUpperCase(),
      path: addressOf(path, sent),
      request: {
        headers: {
          'x-request-id': 'example-1',
          ...(answer.body !== undefined && { accept: answer.body.type }),
          ...(body !== undefined && { 'content-type': body.type }),
          ...valuesIn(sent, 'header'),
        },
        ...(body !== undefined && { body: asText(body.value) }),
      },
      ...(body !== undefined && { body }),
      answer,
    };
  });
}

type Sent = Readonly<Record<string, { readonly place: string; readonly value: string }>>;

function valuesIn(sent: Sent, place: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, each]) => (each.place === place ? [[name, each.value]] : [])),
  );
}

function addressOf(path: string, sent: Sent): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(sent[name]!.value));
  const query = new URLSearchParams(valuesIn(sent, 'query')).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

function answerOf(operation: OperationObject, name: string, at: string): DocumentedExchange['answer'] {
  for (const [status, response] of Object.entries(operation.responses)) {
    const { content, headers } = response as { content?: Content; headers?: Record<string, { examples?: Examples }> };
    const body = exampleIn(content, name, `${at}/responses/${status}`);
    const named = Object.entries(headers ?? {}).flatMap(([header, { examples }]) =>
      examples?.[name] === undefined ? [] : [[header.toLowerCase(), String(examples[name].value)] as const],
    );
    if (body !== undefined || named.length > 0)
      return { status: Number(status), headers: Object.fromEntries(named), ...(body !== undefined && { body }) };
  }
  throw new Error(`the example ${name} of ${operation.operationId} has no answer`);
}

function exampleIn(content: Content, name: string, at: string) {
  for (const [type, { examples }] of Object.entries(content ?? {})) {
    const example = (examples as Examples)?.[name];
    if (example !== undefined) return { type, value: example.value, schema: `${at}/content/${escape(type)}/schema` };
  }
  return undefined;
}

function namesIn(content: Content): readonly string[] {
  return Object.values(content ?? {}).flatMap(({ examples }) => Object.keys((examples as object | undefined) ?? {}));
}

/** JSON as JSON, and text as it is. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A reference's token of JSON Pointer in a URI fragment. */
function escape(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));
}
