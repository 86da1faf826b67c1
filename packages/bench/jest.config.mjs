import preset from '../../jest.preset.mjs';

/** Benchmarks, their opponents and programs run as `npm run bench`; what its tests count is the harness. @type {import('jest').Config} */
export default {
  ...preset,
  collectCoverageFrom: ['src/{harness,report,stub}/**/*.ts', 'src/*.ts', '!src/main.ts', '!src/**/*.test.ts'],
};
