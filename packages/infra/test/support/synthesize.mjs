/**
 * Synthesizes apps as `bin/app.ts` does, with every policy, one for each settings of the JSON list on standard input, and writes a list
 * of what each was refused with: an empty text where it was not. In a process of its own, where the validator takes a second for what
 * takes it several among a test runner's modules.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../../dist/lib/annals-app.js';
import { readSettings } from '../../dist/lib/config.js';
import { addPolicies } from '../../dist/lib/policy/add-policies.js';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** @param {import('../../dist/lib/config.js').GivenSettings} given */
function refusalOf(given) {
  const outdir = mkdtempSync(join(tmpdir(), 'annals-infra-'));
  const app = new App({ context, autoSynth: false, outdir });
  createStacks(app, readSettings(given), process.argv[2] ?? '');
  addPolicies(app);
  try {
    const { missing = [] } = app.synth().manifest;
    return missing.length === 0 ? '' : `would look up ${JSON.stringify(missing)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const cases = /** @type {import('../../dist/lib/config.js').GivenSettings[]} */ (await json(process.stdin));
process.stdout.write(JSON.stringify(cases.map(refusalOf)));
