import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/annals-app.js';
import { settingsOfProgram } from '../lib/given-settings.js';

// Compiled, this file lies in `dist/bin`.
const settingsFile = fileURLToPath(new URL('../../settings.json', import.meta.url));

// By itself an app synthesizes when the process ends, also after faults.
const app = new App({ autoSynth: false });
const settings = settingsOfProgram(settingsFile, app.node.getAllContext() as Record<string, unknown>);
if (settings !== undefined) {
  createStacks(app, settings);
  app.synth();
}
