import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';

describe('the feature flags', () => {
  it('are those that the library recommends', () => {
    const flags: unknown = createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json');
    const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
      context: unknown;
    };
    expect(context).toEqual(flags);
  });
});
