import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib';
import { createStacks, type AnnalsStacks } from '../../lib/annals-app.js';
import { readSettings, type GivenSettings } from '../../lib/config.js';

/** The CDK's feature flags as deployments have them. */
export const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

const outputs: string[] = [];
afterAll(() => outputs.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder for templates and assets, gone after the tests of a file. */
export function outputFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'annals-infra-'));
  outputs.push(folder);
  return folder;
}

const bundles = {
  'api-nest': ['lambda', 'bucket-lister'],
  'ingest-lambda': ['object-notifications', 'queued-events', 'reconciliation'],
};
let packages: string | undefined;

/** Packages whose bundles hold nothing: what a function does is not the templates' business. */
export function emptyBundles(): string {
  if (packages !== undefined) return packages;
  packages = outputFolder();
  for (const [name, files] of Object.entries(bundles)) {
    const folder = join(packages, name, 'dist-lambda');
    mkdirSync(folder, { recursive: true });
    for (const file of files)
      for (const ending of ['cjs', 'bundle.cjs', 'bundle.cjs.map', 'bundle.cjs.LEGAL.txt', 'bundle.cache'])
        writeFileSync(join(folder, `${file}.${ending}`), file);
  }
  return packages;
}

/** An app of one deployment, with the feature flags that it is deployed with. */
export function stacksOf(given: GivenSettings = {}): AnnalsStacks & { readonly app: App } {
  const app = new App({ context, autoSynth: false, outdir: outputFolder() });
  return { app, ...createStacks(app, readSettings(given), emptyBundles()) };
}

/** Stands in the place of the validator, which takes seconds: `policy.test.ts` has everything judged. */
class Unjudged extends CloudFormationValidatePlugin {
  override validate() {
    return { success: true, violations: [] };
  }
}

/** Has templates made without the validator. */
export function leaveUnjudged(app: App): void {
  Validations.of(app).addPlugins(new Unjudged());
}
