import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { eventSchemas } from '../events/event-schemas.js';
import { describeEvents, describeSubmissions } from '../events/events.openapi.js';
import { describeObjects } from '../objects/objects.openapi.js';
import { objectSchemas } from '../objects/object-schemas.js';
import { describeTransfers } from '../objects/transfers.openapi.js';
import { describeMetrics, describeOperations, operationsSchemas } from '../operations/operations.openapi.js';
import { securitySchemes } from './access.js';
import { sampleSchemas } from '../sample/sample-schemas.js';
import { describeSample } from '../sample/sample.openapi.js';
import { describeOpenApi } from './openapi.openapi.js';
import { commonSchemas } from './schemas.js';

const description = `An append-only record of what happened.

**Errors** are problems (RFC 9457, \`application/problem+json\`). \`type\` tells them apart, \`errors\` say what is wrong with a body and
where, \`parameter\` names the query parameter at fault.

**Requests** may carry \`X-Request-Id\` (\`^[A-Za-z0-9._-]{1,128}$\`); it is echoed, logged, and stands in problems. Otherwise one is made.
\`HEAD\` is answered as \`GET\` without the body, \`OPTIONS\` with \`Allow\`. Addresses that take parameters refuse those that are not listed.

**Callers** authenticate by an API key, a token or a signature, whichever the server takes; each operation says which scopes that takes. On a
server that only its own machine reaches nobody needs to.

**Repeating** a request is safe: an event is known by its \`source\` and \`id\`, and recorded once.

**Keys** of objects stand in queries, percent-encoded, never in paths. Where there is no bucket there are no addresses of objects.

\`Location\` and \`Link\` are relative: resolve them against the address that you asked.`;

/**
 * Describes an app in OpenAPI 3.1. Nothing that runs loads this: the document is made when it is built, and committed.
 *
 * @param version the version of Annals
 */
export function buildDocument(app: INestApplication, version: string): OpenAPIObject {
  describeEvents();
  describeSubmissions();
  describeObjects();
  describeTransfers();
  describeSample();
  describeOperations();
  describeMetrics();
  describeOpenApi();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Annals')
    .setDescription(description)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('.', 'Where this document is')
    .addTag('Events', 'Record one, record many, find, list.')
    .addTag('Objects', 'The catalogue of a bucket: find, list, tell what changed, upload, download, reconcile.')
    .addTag(
      'Sample workload',
      'Exercises every dependency end to end: for demos, smoke tests and synthetic monitoring.',
    )
    .addTag('Operations', 'What runs here, and whether it does.')
    .build();
  const document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  const { openapi, info, servers = [], tags = [], paths } = document;
  return {
    openapi,
    info,
    servers,
    tags,
    paths,
    components: {
      securitySchemes,
      schemas: { ...eventSchemas, ...objectSchemas, ...sampleSchemas, ...operationsSchemas, ...commonSchemas },
    },
  };
}
