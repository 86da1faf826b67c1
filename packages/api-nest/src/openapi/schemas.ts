import { getSchemaPath, type ReferenceObject, type SchemaObject } from '@nestjs/swagger';
import { problemKinds } from '../http/problem.js';
import type { Answers } from './operation.js';

/** A reference to a schema of the components. */
export function ref(name: string): ReferenceObject {
  return { $ref: getSchemaPath(name) };
}

/** The media type of problems. */
export const problemType = 'application/problem+json';

/** What an operation answers with a problem. */
export function problems(description: string, headers?: Answers['headers']): Answers {
  return { description, content: { [problemType]: ref('Problem') }, ...(headers !== undefined && { headers }) };
}

/** What every operation may answer beside its own. */
export const anyOperationsProblems: Readonly<Record<number, Answers>> = {
  500: problems('The service failed; its log says why, under the id of the request.'),
};

/** What every operation that asks the engine may answer beside its own. */
export const enginesProblems: Readonly<Record<number, Answers>> = {
  ...anyOperationsProblems,
  503: problems('The engine does not answer. Nothing is half done; send the same again.', {
    'Retry-After': 'In how many seconds to try again.',
  }),
};

/** An instant as answers have it: UTC with nine fractional digits. */
export const instant: SchemaObject = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{9}Z$',
};

/** Schemas that operations of every kind share. */
export const commonSchemas: Readonly<Record<string, SchemaObject>> = {
  Problem: {
    type: 'object',
    description: 'What went wrong, as RFC 9457 has it; some kinds say more. It repeats nothing of what was sent.',
    additionalProperties: true,
    required: ['type', 'title', 'status', 'detail', 'requestId'],
    properties: {
      type: {
        type: 'string',
        format: 'uri-reference',
        enum: Object.keys(problemKinds).map((code) => `/problems/${code}`),
        description: 'The kind of problem: stable, for programs to tell it by.',
      },
      title: { type: 'string', description: 'What all problems of the kind share.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'A sentence for people.' },
      instance: {
        type: 'string',
        format: 'uri-reference',
        description: 'The path that was asked for, without its query.',
      },
      requestId: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
      parameter: { type: 'string', description: 'The query parameter at fault.' },
      errors: { type: 'array', items: ref('ProblemError') },
    },
  },
  Description: {
    type: 'object',
    description: 'A document of OpenAPI 3.1.',
    externalDocs: { url: 'https://spec.openapis.org/oas/v3.1.0' },
    additionalProperties: true,
    required: ['openapi', 'info', 'paths'],
    properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
  },
  ProblemError: {
    type: 'object',
    required: ['pointer', 'detail'],
    properties: {
      pointer: { type: 'string', description: 'Where: a JSON pointer in a URI fragment.' },
      detail: { type: 'string', description: 'What is wrong there.' },
    },
  },
};
