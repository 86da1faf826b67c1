import type { Type } from '@nestjs/common';
import {
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ContentObject,
  type ExampleObject,
  type ParameterObject,
  type ReferenceObject,
  type ResponseObject,
  type SchemaObject,
} from '@nestjs/swagger';
import { accessOf } from '../auth/declared-access.js';
import { accessAnswers, securityOf, type SecurityRequirementObject } from './access.js';

/** A schema, or the name of one among the components. */
type Schema = SchemaObject | ReferenceObject;

/** A parameter of the query, the path or the header. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** What an operation answers with one status. */
export interface Answers {
  readonly description: string;
  /** Header fields by name: a sentence for each. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Schemas by media type. */
  readonly content?: Readonly<Record<string, Schema>>;
}

/** A request and its answer, which the document shows and a test makes: the app must answer exactly this. */
export interface Exchange {
  readonly summary: string;
  /** Parameters by name; a body of one of the operation's types: JSON as a value, anything else as text. */
  readonly request?: {
    readonly parameters?: Readonly<Record<string, string>>;
    readonly type?: string;
    readonly body?: unknown;
  };
  /** Header fields by name; a body likewise. */
  readonly answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly type?: string;
    readonly body?: unknown;
  };
}

/** What the document says of a route. */
export interface Operation {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  /** Schemas of the body by media type. */
  readonly content?: Readonly<Record<string, Schema>>;
  /** Whether a request may do without a body. */
  readonly isBodyOptional?: boolean;
  /** By status. */
  readonly answers: Readonly<Record<number, Answers>>;
  /** By name. The names are made in this order, so that a later one may build on an earlier one. */
  readonly exchanges: Readonly<Record<string, Exchange>>;
}

/** Describes the route of a controller's method: these are decorators, put on from beside, so that running it loads none of them. */
export function describeRoute<C>(controller: Type<C>, method: keyof C & string, operation: Operation): void {
  const prototype = controller.prototype as object;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)!;
  const access = accessOf(descriptor.value as object, controller);
  if (access === undefined) throw new Error(`${controller.name}.${method} declares no scope`);
  const answers = { ...accessAnswers(access), ...operation.answers };
  for (const decorate of decoratorsOf({ ...operation, answers }, securityOf(access)))
    decorate(prototype, method, descriptor);
}

function decoratorsOf(operation: Operation, security: SecurityRequirementObject[]): readonly MethodDecorator[] {
  const { operationId, tag, summary, description, parameters = [], content, answers } = operation;
  return [
    ApiOperation({
      operationId,
      tags: [tag],
      summary,
      description,
      security,
      ...(content !== undefined && {
        requestBody: { required: operation.isBodyOptional !== true, content: bodyContent(content, operation) },
      }),
    }),
    ...parameters.map((parameter) => parameterDecorator({ ...parameter, ...parameterExamples(parameter, operation) })),
    ...Object.entries(answers).map(([status, each]) =>
      ApiResponse({ status: Number(status), ...responseOf(Number(status), each, operation) }),
    ),
  ];
}

function parameterDecorator({ in: place, ...parameter }: ParameterObject): MethodDecorator {
  const options = { ...parameter, schema: parameter.schema!, required: parameter.required ?? false };
  switch (place) {
    case 'path':
      return ApiParam(options);
    case 'header':
      return ApiHeader(options);
    default:
      return ApiQuery(options);
  }
}

function parameterExamples({ name, schema }: Parameter, operation: Operation): Pick<ParameterObject, 'examples'> {
  const isInteger = 'type' in schema && schema.type === 'integer';
  return examples(operation, ({ request }) => {
    const value = request?.parameters?.[name];
    return isInteger && value !== undefined ? Number(value) : value;
  });
}

function bodyContent(content: NonNullable<Operation['content']>, operation: Operation): ContentObject {
  return contentOf(content, (type) =>
    examples(operation, ({ request }) => (request?.type === type ? request.body : undefined)),
  );
}

function responseOf(status: number, { description, headers, content }: Answers, operation: Operation): ResponseObject {
  const exampleOf = (pick: (answer: Exchange['answer']) => unknown) =>
    examples(operation, ({ answer }) => (answer.status === status ? pick(answer) : undefined));
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, sentence]) => [
          name,
          { description: sentence, schema: { type: 'string' }, ...exampleOf((answer) => answer.headers?.[name]) },
        ]),
      ),
    }),
    ...(content !== undefined && {
      content: contentOf(content, (type) => exampleOf((answer) => (answer.type === type ? answer.body : undefined))),
    }),
  };
}

function contentOf(
  content: Readonly<Record<string, Schema>>,
  examplesOf: (type: string) => { examples?: Record<string, ExampleObject> },
): ContentObject {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema, ...examplesOf(type) }]));
}

function examples(
  { exchanges }: Operation,
  pick: (exchange: Exchange) => unknown,
): { examples?: Record<string, ExampleObject> } {
  const found = Object.entries(exchanges).flatMap(([name, exchange]) => {
    const value = pick(exchange);
    return value === undefined ? [] : [[name, { summary: exchange.summary, value }] as const];
  });
  return found.length === 0 ? {} : { examples: Object.fromEntries(found) };
}
