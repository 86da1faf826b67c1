import preset from '../../jest.preset.mjs';

/**
 * One worker: the first template of a process takes seconds, because the whole library is loaded for it, and each one after it
 * a fraction of that.
 *
 * @type {import('jest').Config}
 */
export default {
  ...preset,
  testMatch: ['<rootDir>/{bin,lib,test}/**/*.test.ts'],
  collectCoverageFrom: ['{bin,lib}/**/*.ts'],
  maxWorkers: 1,
};
