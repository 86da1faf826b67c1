import preset from '../../jest.preset.mjs';

/** @type {import('jest').Config} */
export default { ...preset, setupFiles: [...(preset.setupFiles ?? []), '<rootDir>/test/node-errors.ts'] };
