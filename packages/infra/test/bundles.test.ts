import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/annals-app.js';
import { readSettings } from '../lib/config.js';
import { context, emptyBundles, leaveUnjudged, outputFolder } from './support/stacks-of.js';

describe('what is deployed of a package', () => {
  const outdir = outputFolder();
  const app = new App({ context, autoSynth: false, outdir });
  createStacks(app, readSettings({}), emptyBundles());
  leaveUnjudged(app);
  app.synth();
  const assets = readdirSync(outdir)
    .filter((name) => name.startsWith('asset.'))
    .map((name) => readdirSync(join(outdir, name)).sort());

  it.each(['object-notifications', 'queued-events', 'reconciliation'])(
    'for %s is its loader, its bundle with the licences in it and its code cache, without source map and without other bundles',
    (name) =>
      expect(assets).toContainEqual(
        ['bundle.cache', 'bundle.cjs', 'bundle.cjs.LEGAL.txt', 'cjs'].map((ending) => `${name}.${ending}`),
      ),
  );

  it('is nothing else', () => {
    const endings = assets.flat().map((file) => file.replace(/^[a-z-]+/, ''));
    expect(new Set(endings)).toEqual(new Set(['.cjs', '.bundle.cjs', '.bundle.cjs.LEGAL.txt', '.bundle.cache']));
  });

  it('are the bundles that the packages make, by name', () => {
    const made = ['api-nest', 'ingest-lambda'].map((name) =>
      readFileSync(new URL(`../../${name}/scripts/bundle.mjs`, import.meta.url), 'utf8'),
    );
    const files = assets.map(([file]) => file!.replace('.bundle.cache', ''));
    expect(files.filter((file) => !made.join('\n').includes(file))).toEqual([]);
  });
});

describe('a bundle that was not made', () => {
  it('stops the synthesis by its path, and by what makes it', () => {
    const app = new App({ context, autoSynth: false, outdir: outputFolder() });
    expect(() => createStacks(app, readSettings({}), outputFolder())).toThrow(
      /object-notifications\.cjs is missing; npm run build/,
    );
  });
});
