import type { SchemaObject } from '@nestjs/swagger';
import { describeRoute } from '../openapi/operation.js';
import { anyOperationsProblems, enginesProblems, ref } from '../openapi/schemas.js';
import { MetricsController } from './metrics.controller.js';
import { OperationsController } from './operations.controller.js';

const tag = 'Operations';
const json = 'application/json';

/** Schemas of what the service tells of itself. */
export const operationsSchemas: Readonly<Record<string, SchemaObject>> = {
  Service: {
    type: 'object',
    required: ['service', 'version', 'engine', 'links'],
    properties: {
      service: { type: 'string', enum: ['annals'] },
      version: { type: 'string' },
      engine: { type: 'string', description: 'What keeps the events: `sqlite` or `dynamodb`.' },
      links: {
        type: 'object',
        description: 'Where to go on, relative to this address.',
        additionalProperties: { type: 'string', format: 'uri-reference' },
      },
    },
  },
  Health: {
    type: 'object',
    additionalProperties: false,
    required: ['status'],
    properties: {
      status: { type: 'string', enum: ['ok'] },
      engines: { type: 'object', additionalProperties: { type: 'string', enum: ['ok'] } },
    },
  },
};

/** Describes the routes that tell of the service itself. */
export function describeOperations(): void {
  describeRoute(OperationsController, 'service', {
    operationId: 'getService',
    tag,
    summary: 'What runs here',
    description: 'The service, its version and engine, and where to go on.',
    answers: { 200: { description: 'What runs here.', content: { [json]: ref('Service') } }, ...anyOperationsProblems },
    exchanges: {
      service: {
        summary: 'An app under test',
        answer: {
          status: 200,
          type: json,
          body: {
            service: 'annals',
            version: '0.0.0-test',
            engine: 'memory',
            links: { events: 'events', objects: 'objects', health: 'health', openapi: 'openapi.json' },
          },
        },
      },
    },
  });
  describeHealth('health', 'getHealth', 'For simple probes: whether the process is up');
  describeHealth('live', 'getLiveness', 'Whether the process is up');
  describeRoute(OperationsController, 'ready', {
    operationId: 'getReadiness',
    tag,
    summary: 'Whether the engines can be reached',
    description: 'The 503 of an engine that cannot be reached names it.',
    answers: { 200: { description: 'They can.', content: { [json]: ref('Health') } }, ...enginesProblems },
    exchanges: {
      ready: {
        summary: 'Every engine answers',
        answer: {
          status: 200,
          type: json,
          body: { status: 'ok', engines: { memory: 'ok', bucket: 'ok', queue: 'ok' } },
        },
      },
    },
  });
}

/** Describes the page of figures. */
export function describeMetrics(): void {
  describeRoute(MetricsController, 'metrics', {
    operationId: 'getMetrics',
    tag,
    summary: 'The figures of this process, for Prometheus',
    description: 'In its text format. On AWS Lambda there is no such address: the figures are in CloudWatch.',
    answers: {
      200: { description: 'Every figure as it is now.', content: { 'text/plain': { type: 'string' } } },
      ...anyOperationsProblems,
    },
    exchanges: {
      metrics: {
        summary: 'Three events were recorded',
        answer: {
          status: 200,
          type: 'text/plain',
          body: '# TYPE annals_events_total counter\nannals_events_total{outcome="recorded"} 3\n',
        },
      },
    },
  });
}

function describeHealth(method: 'health' | 'live', operationId: string, summary: string): void {
  describeRoute(OperationsController, method, {
    operationId,
    tag,
    summary,
    description: 'Asks no engine.',
    answers: { 200: { description: 'It is.', content: { [json]: ref('Health') } }, ...anyOperationsProblems },
    exchanges: { up: { summary: 'The process is up', answer: { status: 200, type: json, body: { status: 'ok' } } } },
  });
}
