import { fileURLToPath } from 'node:url';

/**
 * What every package's Jest shares: ES modules, TypeScript by swc, and `.js` specifiers that name `.ts` files.
 *
 * A package's own sources run from `src` through swc; other packages (`@annals/…`) resolve through their
 * `exports` to what `build` compiled, which is what ships.
 *
 * @see https://jestjs.io/docs/ecmascript-modules
 */
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const script = (/** @type {string} */ name) => fileURLToPath(new URL(`./scripts/${name}`, import.meta.url));

/** @type {import('jest').Config} */
export default {
  testEnvironment: script('test-environment.mjs'),
  roots: ['<rootDir>'],
  testMatch: ['<rootDir>/{src,testing,test}/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.test.ts'],
  coverageReporters: ['json'],
  setupFiles: [script('test-coverage/record-programs.mjs')],
  reporters: ['default', script('jest-results-reporter.mjs')],
  maxWorkers: '100%',
  // A loaded machine is no failure: this bounds a test that hangs, it measures nothing.
  testTimeout: 120_000,
};
