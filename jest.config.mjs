import preset from './jest.preset.mjs';

/**
 * The tests of the scripts themselves.
 *
 * @type {import('jest').Config}
 */
export default { ...preset, testMatch: ['<rootDir>/scripts/**/*.test.mjs'] };
