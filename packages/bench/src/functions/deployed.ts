import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inPackages = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The files that Lambda is given a handler of, as `packages/infra` deploys them. */
export const deployedFunctions = {
  api: inPackages('api-nest/dist-lambda/lambda.cjs'),
  ingest: inPackages('ingest-lambda/dist-lambda/object-notifications.cjs'),
} as const;

/** What the bundles are made of: what most people deploy. */
export const unbundledApi = inPackages('api-nest/dist/lambda.js');

/** The manifest of the API's package, whose version its bundle carries. */
export const apiManifest = inPackages('api-nest/package.json');

/** The server of `npm start`: Node's flags for it, and its file. */
export const localServer: readonly string[] = [
  ...(JSON.parse(readFileSync(inPackages('api-nest/server-flags.json'), 'utf8')) as string[]),
  inPackages('api-nest/dist/main.js'),
];
