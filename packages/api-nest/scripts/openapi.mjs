/** Writes the description of the API, from the code as it is compiled, to where it is committed. */
import { noTelemetry } from '@annals/domain';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { format, resolveConfig } from 'prettier';

const fromPackage = (/** @type {string} */ path) => new URL(`../${path}`, import.meta.url);

/** @type {typeof import('../src/create-app.js')} */
const { createApp } = await import(fromPackage('dist/create-app.js').href);
/** @type {typeof import('../src/auth/access-options.js')} */
const { openToAll } = await import(fromPackage('dist/auth/access-options.js').href);
/** @type {typeof import('../src/openapi/build-document.js')} */
const { buildDocument } = await import(fromPackage('dist/openapi/build-document.js').href);
/** @type {typeof import('../src/adapters/platform.js')} */
const { ids, sha256 } = await import(fromPackage('dist/adapters/platform.js').href);
/** @type {typeof import('@annals/domain/testing')} */
const { InMemoryEventRepository } = await import(
  fromPackage('../domain/dist/testing/in-memory-event-repository.js').href
);
const fromDomain = (/** @type {string} */ name) => fromPackage(`../domain/dist/testing/${name}.js`).href;
/** @type {typeof import('@annals/domain/testing')} */
const { InMemoryObjectRecordRepository } = await import(fromDomain('in-memory-object-record-repository'));
/** @type {typeof import('@annals/domain/testing')} */
const { InMemoryObjectStore } = await import(fromDomain('in-memory-object-store'));
/** @type {typeof import('@annals/domain/testing')} */
const { InMemoryMessageQueue } = await import(fromDomain('in-memory-message-queue'));

const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(fromPackage('package.json'), 'utf8')));
const app = await createApp({
  repository: new InMemoryEventRepository(),
  clock: { nowMicros: () => 0 },
  ids,
  sha256,
  engine: 'memory',
  objects: {
    repository: new InMemoryObjectRecordRepository(),
    store: new InMemoryObjectStore(),
    // It is there so that its addresses are; nobody asks it.
    served: /** @type {import('../src/objects/served-bucket.js').ServedBucket} */ ({}),
  },
  queues: { events: new InMemoryMessageQueue(), sample: new InMemoryMessageQueue() },
  version,
  access: openToAll,
  logger: pino({ level: 'silent' }),
  telemetry: noTelemetry,
  // It is there so that its address is; nobody asks it.
  metricsPage: { contentType: 'text/plain', text: () => Promise.resolve('') },
});

const filepath = fileURLToPath(fromPackage('src/openapi/openapi.json'));
const text = JSON.stringify(buildDocument(app, version));
writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
console.log(filepath);
