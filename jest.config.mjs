import preset from './jest.preset.mjs';

/**
 * The tests of the scripts themselves. They build and watch whole programs while every other package is tested beside them, so that they
 * may take longer.
 *
 * @type {import('jest').Config}
 */
export default { ...preset, testMatch: ['<rootDir>/scripts/**/*.test.mjs'], testTimeout: 120_000 };
