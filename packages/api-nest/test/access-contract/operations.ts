import { readFileSync } from 'node:fs';
import type { OpenAPIObject, OperationObject } from '@nestjs/swagger';
import { isScope, type Scope } from '@annals/domain';

/** An operation of the description, as somebody might try it. */
export interface TriedOperation {
  readonly method: string;
  /** With something in the place of each parameter. */
  readonly path: string;
  /** What it takes; nothing where it is for anybody. */
  readonly scopes: readonly Scope[];
  /** The body that it gets: one that would be refused, were it read. */
  readonly body: string | undefined;
}

const file = new URL('../../src/openapi/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8')) as OpenAPIObject;

/** Every operation of the description, those that mirror GET included. */
export const describedOperations: readonly TriedOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Readonly<Record<string, OperationObject>>).flatMap(([method, operation]) => {
    const tried = {
      path: path.replaceAll(/\{\w+\}/g, 'x'),
      scopes: scopesOf(operation),
      body: operation.requestBody === undefined ? undefined : '{',
    };
    return (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]).map((name) => ({ method: name, ...tried }));
  }),
);

/** Each way to authenticate names the same scopes, but a signature, for which IAM's policies say them. */
function scopesOf({ security, operationId }: OperationObject): readonly Scope[] {
  if (security === undefined) throw new Error(`${operationId} does not say who may call it`);
  const byScheme = Object.assign({}, ...security) as Readonly<Record<string, string[]>>;
  const { key = [], token = [] } = byScheme;
  if (key.join() !== token.join() || !key.every(isScope)) throw new Error(`${operationId} takes no scopes`);
  return key;
}
