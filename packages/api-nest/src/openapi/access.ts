import type { OpenAPIObject } from '@nestjs/swagger';
import type { DeclaredAccess } from '../auth/declared-access.js';
import type { Answers } from './operation.js';
import { problems } from './schemas.js';

type SecuritySchemes = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>;

/** What an operation takes: scopes by the name of a scheme. */
export type SecurityRequirementObject = NonNullable<OpenAPIObject['security']>[number];

/** How callers authenticate; each server takes one of them, or, on its own machine alone, none. */
export const securitySchemes: SecuritySchemes = {
  key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
    description: 'An API key, `annals_…`, which may also be sent as a bearer token.',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the OpenID Connect issuer that the server takes tokens of.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    'x-amazon-apigateway-authtype': 'awsSigv4',
    description: 'A signature by AWS Signature Version 4 for `execute-api`; IAM policies say who may call what.',
  },
};

/** What an operation takes of a caller: any one of these. An empty list is nothing. */
export function securityOf(access: DeclaredAccess): SecurityRequirementObject[] {
  if (access.kind !== 'scoped') return [];
  const scopes = [...access.scopes];
  return [{ key: scopes }, { token: scopes }, { signature: [] }];
}

const tooMany = problems('There were too many requests.', { 'Retry-After': 'In how many seconds the next is taken.' });

/** What an operation answers to callers whom it does not take. */
export function accessAnswers(access: DeclaredAccess): Readonly<Record<number, Answers>> {
  switch (access.kind) {
    case 'probe':
      return {};
    case 'public':
      return { 429: tooMany };
    case 'scoped':
      return {
        401: problems('There are no credentials, or none that are good.', {
          'WWW-Authenticate': 'How to authenticate.',
        }),
        403: problems(`The credentials are good, but not for this: it takes ${access.scopes.join(' and ')}.`),
        429: tooMany,
      };
  }
}
