import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/annals-app.js';
import { settingsOfProgram } from '../lib/given-settings.js';
import { addPolicies } from '../lib/policy/add-policies.js';

// Compiled, this file lies in `dist/bin`.
const inPackage = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

// By itself an app synthesizes when the process ends, also after faults.
const app = new App({ autoSynth: false });
const settings = settingsOfProgram(inPackage('settings.json'), app.node.getAllContext() as Record<string, unknown>);
if (settings !== undefined) {
  createStacks(app, settings, inPackage('..'));
  addPolicies(app);
  app.synth();
}
