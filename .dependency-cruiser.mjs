/**
 * The arrows of ARCHITECTURE.md, as an allow-list by folder: what is not listed is refused, so a new package or
 * folder gets its row here before anything in it may import.
 *
 * `scripts/check/boundaries.mjs` proves with planted imports that each refusal happens.
 *
 * @see https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */

// What only tests use: test files, `test` folders, and the `testing` entries that adapters share with other tests.
const tests = '(?:\\.test\\.ts$|^packages/[^/]+/test/|^packages/(?!domain/)[^/]+/(?:dist/)?testing/)';
const ownTests = '^packages/([^/]+)/(?:test/|testing/|.*\\.test\\.ts$)';
const domain = '^packages/domain/(?:dist/)?src/';
const domainTesting = '^packages/domain/(?:dist/)?testing/';
const embedded = '^packages/adapters-embedded/';
const aws = '^packages/adapters-aws/';
const awsTelemetry = `${aws}(?:src|dist)/telemetry/`;
const telemetry = '^packages/adapters-telemetry/';
const api = '^packages/api-nest/';
const ingest = '^packages/ingest-lambda/';
const infra = '^packages/infra/';
const bench = '^packages/bench/';
const adapters = '^packages/adapters-[^/]+/';
const npm = (/** @type {string} */ names) => `node_modules/(?:${names})(?:/|$)`;
const testLibraries = npm('@jest/[^/]+|fast-check');
const engineLibraries = npm('@aws-sdk/[^/]+|@smithy/[^/]+');
const cdkLibraries = npm('aws-cdk-lib|cdk-nag|constructs');
const folderLibraries = npm('chokidar|mime-types');
const telemetryLibraries = npm('@opentelemetry/[^/]+|prom-client');
const awsTelemetryLibraries = npm('aws-xray-sdk-core|@aws-lambda-powertools/[^/]+');
const anyLibrary = 'node_modules/';
const testFree = { pathNot: tests };
/** @type {{ dependencyTypes: import('dependency-cruiser').DependencyType[] }} */
const node = { dependencyTypes: ['core'] };

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  allowedSeverity: 'error',
  allowed: [
    { from: { path: domain, ...testFree }, to: { path: domain, ...testFree } },
    { from: { path: domainTesting }, to: { path: [domain, domainTesting, testLibraries], ...testFree } },
    // The fakes hash as the engines do, and follow spans as tracers do; the domain itself has both through ports.
    { from: { path: domainTesting }, to: { ...node, path: '^(?:node:)?(?:crypto|async_hooks)$' } },

    { from: { path: `${aws}src/schema/`, ...testFree }, to: { path: [`${aws}src/schema/`, domain], ...testFree } },
    {
      from: { path: aws, pathNot: [tests, `${aws}src/schema/`] },
      to: { path: [aws, domain, engineLibraries], ...testFree },
    },
    { from: { path: aws, pathNot: [tests, `${aws}src/schema/`] }, to: node },
    { from: { path: awsTelemetry, ...testFree }, to: { path: awsTelemetryLibraries } },
    { from: { path: telemetry, ...testFree }, to: { path: [telemetry, domain, telemetryLibraries], ...testFree } },
    { from: { path: telemetry, ...testFree }, to: node },
    { from: { path: embedded, ...testFree }, to: { path: [embedded, domain, folderLibraries], ...testFree } },
    { from: { path: embedded, ...testFree }, to: node },

    { from: { path: api, ...testFree }, to: { path: [api, domain], ...testFree } },
    {
      from: { path: api, ...testFree },
      to: { path: anyLibrary, pathNot: [engineLibraries, telemetryLibraries, awsTelemetryLibraries, testLibraries] },
    },
    { from: { path: api, ...testFree }, to: { ...node, pathNot: 'sqlite' } },
    { from: { path: `${api}src/adapters/`, ...testFree }, to: { path: [adapters, engineLibraries], ...testFree } },

    { from: { path: ingest, ...testFree }, to: { path: [ingest, domain], ...testFree } },
    { from: { path: `${ingest}src/[^/]+\\.handler\\.ts$` }, to: { path: aws, ...testFree } },

    // Infrastructure knows names and keys of the table, and the other packages by the paths of what they are bundled to.
    {
      from: { path: infra, ...testFree },
      to: { path: [infra, `${aws}(?:src|dist)/schema/`, cdkLibraries], ...testFree },
    },
    { from: { path: infra, ...testFree }, to: node },
    { from: { path: `${infra}lib/account/`, ...testFree }, to: { path: npm('@aws-sdk/[^/]+') } },

    // Benchmarks measure every package and whatever anybody would write instead; nobody imports them.
    { from: { path: bench, ...testFree }, to: { path: [bench, domain, adapters], ...testFree } },
    { from: { path: bench, ...testFree }, to: { path: anyLibrary, pathNot: testLibraries } },
    { from: { path: bench, ...testFree }, to: node },

    // Tests may use whatever their package may, each test library, the domain's testing folder, and Node.
    { from: { path: tests }, to: { path: [domain, domainTesting, anyLibrary] } },
    { from: { path: tests }, to: node },
    { from: { path: ownTests, pathNot: domainTesting }, to: { path: '^packages/$1/' } },
    // Tests of the app and of the functions compose engines of their own.
    { from: { path: `${api}(?:test/|.*\\.test\\.ts$)` }, to: { path: adapters } },
    { from: { path: [`${ingest}.*\\.test\\.ts$`, `${ingest}test/`] }, to: { path: aws } },
    // Bundles are run on engines of this machine, and asked as API Gateway asks them.
    {
      from: { path: `${infra}test/runtime/` },
      to: { path: [aws, `${api}test/support/api-gateway\\.ts$`] },
    },
    { from: { path: `${infra}(?:test/|.*\\.test\\.ts$)` }, to: { path: `${aws}(?:src|dist)/schema/` } },
  ],
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that need each other are one module or three: move what both need to a third.',
      severity: 'error',
      from: {},
      // Types are gone when the modules load, so that a cycle of them has no order to get wrong.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'What cannot be resolved cannot be judged: is it installed, declared and built?',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'lambda-without-embedded',
      comment: 'The Lambda bundle knows AWS alone: compose the embedded engine in local-server.ts only.',
      severity: 'error',
      from: { path: [`${api}src/lambda\\.ts$`, `${api}src/[^/]+\\.lambda\\.ts$`] },
      to: { path: [embedded, '^(?:node:)?sqlite$'], reachable: true },
    },
    {
      name: 'lambda-without-opentelemetry',
      comment:
        'On Lambda spans go to X-Ray and figures to CloudWatch: compose OpenTelemetry and Prometheus in local-server.ts only.',
      severity: 'error',
      from: {
        path: [`${api}src/lambda\\.ts$`, `${api}src/[^/]+\\.lambda\\.ts$`, `${ingest}src/[^/]+\\.handler\\.ts$`],
      },
      to: { path: [telemetry, telemetryLibraries], reachable: true },
    },
    {
      name: 'main-without-x-ray',
      comment:
        'A local or container run sends OTLP and is scraped by Prometheus: compose X-Ray in the Lambda entries only.',
      severity: 'error',
      from: { path: `${api}src/main\\.ts$` },
      to: { path: [awsTelemetry, awsTelemetryLibraries], reachable: true },
    },
    {
      name: 'served-without-swagger',
      comment:
        'The description of the API is made when it is built: what runs serves openapi.json, and loads no library for it.',
      severity: 'error',
      from: { path: `${api}src/(?:main|lambda)\\.ts$` },
      to: { path: npm('@nestjs/swagger'), reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
