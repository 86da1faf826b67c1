import { readFileSync } from 'node:fs';
import { noTelemetry } from '@annals/domain';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InMemoryEventRepository, newYear2026Micros } from '@annals/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject, SchemaObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { getMetadataStorage } from 'class-validator';
import { pino } from 'pino';
import { sha256 } from '../src/adapters/platform.js';
import { openToAll } from '../src/auth/access-options.js';
import { createApp } from '../src/create-app.js';
import { NativeEventShape } from '../src/events/native-event.shape.js';
import { buildDocument } from '../src/openapi/build-document.js';
import { exchangesOf, operationsOf } from './support/documented-exchanges.js';
import { documentedObjects } from './support/documented-objects.js';
import { countingIds, fixedMetrics, testVersion } from './support/fixed-app.js';
import { memoryQueues } from './support/memory-queues.js';
import { json } from './support/http-subject.js';
import { openLocal, type LocalSubject } from './support/local-subject.js';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const document = read('../src/openapi/openapi.json') as OpenAPIObject;
const { version } = read('../package.json') as { version: string };
const operations = operationsOf(document);
const exchanges = operations.flatMap((operation) => exchangesOf(operation));

describe('the description of the API', () => {
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await createApp({
      repository: new InMemoryEventRepository(),
      clock: { nowMicros: () => newYear2026Micros },
      ids: countingIds(),
      sha256,
      engine: 'memory',
      objects: await documentedObjects(),
      queues: memoryQueues(),
      version: testVersion,
      access: openToAll,
      logger: pino({ level: 'silent' }),
      telemetry: noTelemetry,
      metricsPage: fixedMetrics,
    });
  });
  afterAll(() => app.close());

  it('is what the code says: `npm run openapi` writes it anew', () => {
    expect(JSON.parse(JSON.stringify(buildDocument(app, version)))).toEqual(document);
  });

  it('names the members of an event that are validated, and no other', () => {
    const validated = getMetadataStorage().getTargetValidationMetadatas(NativeEventShape, '', false, false);
    const schema = document.components!.schemas!['NewEvent'] as SchemaObject;
    expect(Object.keys(schema.properties!).sort()).toEqual(
      [...new Set(validated.map(({ propertyName }) => propertyName))].sort(),
    );
  });

  it('has every route of the app, and no other', () => {
    const described = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(described.sort()).toEqual([...routesOf(app)].sort());
  });

  it('shows every operation at work, but for its own', () => {
    const shown = new Set(exchanges.map(({ operationId }) => operationId));
    expect(operations.map(({ operation }) => operation.operationId).filter((id) => !shown.has(id!))).toEqual([
      'getOpenApi',
    ]);
  });
});

describe('an example of the description', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'iri-reference': true } });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi.json');
  const faultsOf = (value: unknown, schema: string) => {
    const validate = ajv.compile({ $ref: `openapi.json${schema}` });
    return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
  };

  let subject: LocalSubject;
  beforeAll(async () => {
    const objects = await documentedObjects();
    subject = await openLocal({
      app: { ids: countingIds(), version: testVersion, objects, queues: memoryQueues(), metricsPage: fixedMetrics },
    });
  });
  afterAll(() => subject.close());

  // Each goes on from what the ones before it recorded.
  it.each(exchanges)('$operationId $name is answered as it says', async ({ method, path, request, answer }) => {
    const sent = await subject.send(method, path, request);
    expect(sent.status).toBe(answer.status);
    expect(sent.headers).toMatchObject(answer.headers);
    const type = sent.headers['content-type']?.split(';')[0];
    const isJson = type?.endsWith('json') === true && !type.endsWith('ndjson');
    const value = sent.body === '' ? undefined : isJson ? json(sent) : sent.body;
    expect([type, value]).toEqual([answer.body?.type, answer.body?.value]);
  });

  it.each(exchanges.filter(({ answer }) => answer.body !== undefined))(
    '$operationId $name has an answer that its schema allows',
    ({ answer }) => {
      expect(faultsOf(answer.body!.value, answer.body!.schema)).toEqual([]);
    },
  );

  it.each(exchanges.filter(({ body }) => body !== undefined))(
    '$operationId $name has a body that its schema allows, unless it shows what a wrong one gets',
    ({ body, answer }) => {
      const isWrong =
        [400, 422].includes(answer.status) || JSON.stringify(answer.body?.value ?? null).includes('"invalid"');
      const faults = faultsOf(body!.value, body!.schema);
      expect(faults.length > 0 ? faults : undefined).toEqual(isWrong ? expect.any(Array) : undefined);
    },
  );

  it('is not needed for what an unknown parameter gets, which every operation says', async () => {
    const undescribed: string[] = [];
    for (const { method, path, operation } of operations) {
      const { status } = await subject.send(method.toUpperCase(), `${path.replace('{id}', '1')}?unknown=1`);
      if (!(String(status) in operation.responses)) undescribed.push(`${method} ${path}: ${status}`);
    }
    expect(undescribed).toEqual([]);
  });

  it('is not needed of the description itself, which is served as it is committed', async () => {
    const sent = await subject.send('GET', '/openapi.json');
    expect([sent.status, sent.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(json(sent)).toEqual(document);
  });
});

/** The routes that Express has: `get /events/:id`. */
function routesOf(app: NestExpressApplication): readonly string[] {
  interface Layer {
    readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  }
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: readonly Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route === undefined || route.path.includes('*') ? [] : route.stack.map(({ method }) => `${method} ${route.path}`),
  );
}
