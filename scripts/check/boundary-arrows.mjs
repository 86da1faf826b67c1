/**
 * Imports to plant, by the table of ARCHITECTURE.md: each is one file (below `packages/`, named for its case) that
 * imports one thing.
 *
 * @typedef {{ from: string, to: string, rule?: string }} Arrow `rule`: the one that must refuse it, unless it is the
 *   allow-list.
 */

/** Each package's files that the planted imports name; `exports` lead to those in `dist`. */
export const packageEntries = {
  domain: ['src/own.ts', 'testing/own.ts', 'dist/src/index.d.ts', 'dist/testing/index.d.ts'],
  'adapters-embedded': ['src/own.ts', 'dist/index.d.ts'],
  'adapters-aws': [
    'src/own.ts',
    'src/schema/own.ts',
    'src/telemetry/own.ts',
    'dist/index.d.ts',
    'dist/schema/index.d.ts',
    'dist/telemetry/index.d.ts',
    'dist/testing/index.d.ts',
  ],
  'adapters-telemetry': ['src/own.ts', 'dist/index.d.ts', 'dist/testing/index.d.ts'],
  'api-nest': ['src/own.ts', 'src/adapters/own.ts', 'test/own.ts'],
  'ingest-lambda': ['src/own.ts', 'test/own.ts'],
  infra: ['lib/own.ts', 'lib/account/own.ts', 'test/own.ts'],
  bench: ['src/own.ts'],
};

/** Libraries that the planted imports name; empty ones are made. */
export const stubLibraries = [
  '@aws-sdk/lib-dynamodb',
  '@jest/globals',
  '@nestjs/common',
  '@nestjs/swagger',
  '@opentelemetry/api',
  '@smithy/node-http-handler',
  'aws-cdk-lib',
  'aws-xray-sdk-core',
  'chokidar',
  'fast-check',
  'prom-client',
];

/**
 * @param {string} folder
 * @param {string[]} targets
 * @param {string} [suffix] of the file's name.
 * @returns {Arrow[]}
 */
const arrows = (folder, targets, suffix = '.ts') =>
  targets.map((to, index) => ({ from: `${folder}/planted-${index}${suffix}`, to }));

const libraries = ['@nestjs/common', '@aws-sdk/lib-dynamodb'];
const telemetryLibraries = ['@opentelemetry/api', 'prom-client', 'aws-xray-sdk-core'];
const testOnly = ['@annals/domain/testing', '@annals/adapters-aws/testing', '@jest/globals', 'fast-check'];

/** @type {Arrow[]} */
export const forbiddenArrows = [
  ...arrows('domain/src', [
    'node:crypto',
    'node:sqlite',
    ...libraries,
    ...testOnly,
    '../testing/own.js',
    '@annals/adapters-embedded',
    '@annals/adapters-aws',
    '@annals/adapters-aws/schema',
    '@annals/adapters-telemetry',
    ...telemetryLibraries,
    '../../api-nest/src/own.js',
  ]),
  ...arrows('domain/testing', [
    ...libraries,
    'node:fs',
    '@annals/adapters-embedded',
    '@annals/adapters-aws',
    '../../api-nest/src/own.js',
  ]),
  ...arrows('adapters-embedded/src', [
    ...libraries,
    ...telemetryLibraries,
    ...testOnly,
    '@annals/adapters-aws',
    '@annals/adapters-aws/schema',
    '../../api-nest/src/own.js',
  ]),
  ...arrows('adapters-telemetry/src', [
    ...libraries,
    ...testOnly,
    'aws-xray-sdk-core',
    '@annals/adapters-aws',
    '@annals/adapters-embedded',
    '../../api-nest/src/own.js',
  ]),
  ...arrows('adapters-aws/src', [
    '@nestjs/common',
    ...telemetryLibraries,
    '@annals/adapters-telemetry',
    ...testOnly,
    '@annals/adapters-embedded',
    '../../api-nest/src/own.js',
  ]),
  ...arrows('adapters-aws/src/schema', [
    ...libraries,
    '@smithy/node-http-handler',
    '../own.js',
    'node:crypto',
    '@annals/adapters-embedded',
  ]),
  ...arrows('adapters-aws/src/telemetry', ['@opentelemetry/api', 'prom-client', '@annals/adapters-telemetry']),
  ...arrows('api-nest/src', [
    '@annals/adapters-telemetry',
    '@annals/adapters-aws/telemetry',
    ...telemetryLibraries,
    '@annals/adapters-embedded',
    '@annals/adapters-aws',
    '@annals/adapters-aws/schema',
    '@aws-sdk/lib-dynamodb',
    '@smithy/node-http-handler',
    'node:sqlite',
    ...testOnly,
    '../test/own.js',
  ]),
  ...arrows('api-nest/src/adapters', testOnly),
  ...arrows('ingest-lambda/src', [
    '@annals/adapters-telemetry',
    '@annals/adapters-aws/telemetry',
    ...telemetryLibraries,
    '@annals/adapters-aws',
    '@annals/adapters-aws/schema',
    '@annals/adapters-embedded',
    ...libraries,
    'node:fs',
    '../../api-nest/src/own.js',
    ...testOnly,
    '../test/own.js',
  ]),
  ...arrows(
    'ingest-lambda/src',
    ['@annals/adapters-embedded', '@annals/adapters-telemetry', '@aws-sdk/lib-dynamodb', 'node:fs', ...testOnly],
    '.handler.ts',
  ),
  ...arrows('ingest-lambda/src', ['@annals/adapters-embedded'], '.test.ts'),
  ...arrows('adapters-embedded/src', ['@annals/adapters-aws'], '.test.ts'),
  ...arrows('adapters-aws/src', ['@annals/adapters-embedded'], '.test.ts'),
  ...arrows('domain/src', ['@annals/adapters-embedded', '@annals/adapters-aws'], '.test.ts'),
  ...arrows('infra/lib', [
    '@annals/domain',
    '@annals/adapters-aws',
    '@annals/adapters-embedded',
    '../../api-nest/src/own.js',
    '../../ingest-lambda/src/own.js',
    ...libraries,
    ...testOnly,
    '../test/own.js',
  ]),
  ...arrows('infra/lib/account', ['@annals/adapters-aws', '@nestjs/common', ...testOnly]),
  ...arrows('infra/test', ['@annals/adapters-aws', '../../api-nest/src/own.js']),
  ...arrows('infra/test/runtime', [
    '@annals/adapters-embedded',
    '../../../api-nest/src/own.js',
    '../../../api-nest/test/own.js',
  ]),
  ...arrows('bench/src', [
    ...testOnly,
    '../../api-nest/src/own.js',
    '../../ingest-lambda/src/own.js',
    '../../infra/lib/own.js',
  ]),
  ...arrows('api-nest/src/measured', ['../../../bench/src/own.js']),
  ...arrows('unknown/src', ['@annals/domain', 'node:fs', '@nestjs/common']),
  { from: 'api-nest/src/lambda.ts', to: './adapters/both-engines.js', rule: 'lambda-without-embedded' },
  { from: 'api-nest/src/bucket-lister.lambda.ts', to: './adapters/both-engines.js', rule: 'lambda-without-embedded' },
  { from: 'api-nest/src/traced.lambda.ts', to: './adapters/collector.js', rule: 'lambda-without-opentelemetry' },
  { from: 'ingest-lambda/src/traced.handler.ts', to: './collector.js', rule: 'lambda-without-opentelemetry' },
  { from: 'api-nest/src/main.ts', to: './adapters/x-ray.js', rule: 'main-without-x-ray' },
  { from: 'api-nest/src/main.ts', to: './described.js', rule: 'served-without-swagger' },
  { from: 'api-nest/src/cycle-a.ts', to: './cycle-b.js', rule: 'no-circular' },
  { from: 'api-nest/src/unresolved.ts', to: './does-not-exist.js', rule: 'resolvable' },
];

/** Proof that the rules do not simply refuse everything. @type {Arrow[]} */
export const allowedArrows = [
  ...arrows('domain/src/inner', ['../own.js']),
  ...arrows('domain/src/inner', ['@jest/globals', 'fast-check', '../../testing/own.js', 'node:crypto'], '.test.ts'),
  ...arrows('domain/testing/inner', [
    '../own.js',
    '../../src/own.js',
    '@jest/globals',
    'fast-check',
    'node:crypto',
    'node:async_hooks',
  ]),
  ...arrows('adapters-embedded/src/inner', ['../own.js', '@annals/domain', 'node:sqlite', 'chokidar']),
  ...arrows('adapters-telemetry/src/inner', [
    '../own.js',
    '@annals/domain',
    '@opentelemetry/api',
    'prom-client',
    'node:http',
  ]),
  ...arrows('adapters-aws/src/telemetry/inner', [
    '../own.js',
    '../../own.js',
    '@annals/domain',
    'aws-xray-sdk-core',
    'node:dgram',
  ]),
  ...arrows('adapters-aws/src/inner', [
    '../own.js',
    '../schema/own.js',
    '@annals/domain',
    '@aws-sdk/lib-dynamodb',
    '@smithy/node-http-handler',
    'node:https',
  ]),
  ...arrows('adapters-aws/src/schema/inner', ['../own.js', '@annals/domain']),
  ...arrows('adapters-aws/src/inner', [...testOnly, '@annals/domain', '@aws-sdk/lib-dynamodb'], '.test.ts'),
  ...arrows('adapters-aws/test', ['../src/own.js', '@annals/domain/testing', '@jest/globals', 'node:fs']),
  ...arrows('adapters-aws/testing', ['../src/own.js', './planted-0.js', '@jest/globals', 'node:child_process']),
  ...arrows('api-nest/src/inner', ['../own.js', '../adapters/own.js', '@annals/domain', '@nestjs/common', 'node:http']),
  ...arrows('api-nest/src/adapters/inner', [
    '@annals/adapters-embedded',
    '@annals/adapters-aws',
    '@annals/adapters-aws/telemetry',
    '@annals/adapters-telemetry',
    '../../own.js',
  ]),
  ...arrows('ingest-lambda/src/inner', ['../own.js', '@annals/domain']),
  ...arrows('ingest-lambda/src', ['./own.js', '@annals/domain', '@annals/adapters-aws'], '.handler.ts').map(
    ({ from, to }) => ({ from: from.replace('planted', 'composed'), to }),
  ),
  ...arrows('ingest-lambda/test', [...testOnly, '@annals/adapters-aws', '../src/own.js', 'node:fs']),
  ...arrows('api-nest/test', ['@annals/adapters-embedded', '@annals/adapters-aws', '@annals/domain/testing']),
  ...arrows('api-nest/test', ['@annals/adapters-embedded', '@annals/adapters-aws', '@annals/domain/testing']),
  ...arrows('api-nest/src/inner', [...testOnly, '../../test/own.js', '@annals/adapters-aws'], '.test.ts'),
  ...arrows('bench/src/inner', [
    '../own.js',
    '@annals/domain',
    '@annals/adapters-aws',
    '@annals/adapters-embedded',
    '@nestjs/common',
    'aws-xray-sdk-core',
    'node:sqlite',
  ]),
  ...arrows('infra/lib/inner', ['../own.js', '@annals/adapters-aws/schema', 'aws-cdk-lib', 'node:fs']),
  ...arrows('infra/lib/account/inner', ['../own.js', '../../own.js', '@aws-sdk/lib-dynamodb', 'node:timers']),
  ...arrows('infra/test/inner', [
    '../own.js',
    '../../lib/own.js',
    '@annals/adapters-aws/schema',
    'aws-cdk-lib',
    'node:fs',
  ]),
];

/** What some of the above need to lead anywhere. @type {Arrow[]} */
export const accomplices = [
  { from: 'api-nest/src/adapters/both-engines.ts', to: '@annals/adapters-embedded' },
  { from: 'api-nest/src/adapters/collector.ts', to: '@annals/adapters-telemetry' },
  { from: 'ingest-lambda/src/collector.ts', to: '@annals/adapters-telemetry' },
  { from: 'api-nest/src/adapters/x-ray.ts', to: '@annals/adapters-aws/telemetry' },
  { from: 'api-nest/src/described.ts', to: '@nestjs/swagger' },
  { from: 'api-nest/src/cycle-b.ts', to: './cycle-a.js' },
];
