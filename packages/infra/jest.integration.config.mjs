import config from './jest.config.mjs';

/**
 * What is stated of a deployment in an account: `npm run test:integration`.
 *
 * @type {import('jest').Config}
 */
export default { ...config, testMatch: ['<rootDir>/test/integration/*.integration.ts'], reporters: ['default'] };
