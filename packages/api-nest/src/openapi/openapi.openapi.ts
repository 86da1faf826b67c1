import { OpenApiController } from './openapi.controller.js';
import { describeRoute } from './operation.js';
import { anyOperationsProblems, ref } from './schemas.js';

/** Describes the route of this document. */
export function describeOpenApi(): void {
  describeRoute(OpenApiController, 'document', {
    operationId: 'getOpenApi',
    tag: 'Operations',
    summary: 'This document',
    description: 'What you are reading, in OpenAPI 3.1.',
    answers: {
      200: {
        description: 'This document.',
        content: { 'application/json': ref('Description') },
      },
      ...anyOperationsProblems,
    },
    exchanges: {},
  });
}
