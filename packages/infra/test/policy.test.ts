import { describe, expect, it } from '@jest/globals';
import { addPolicies } from '../lib/policy/add-policies.js';
import { stacksOf } from './support/stacks-of.js';

describe('a deployment', () => {
  it.each(['starter', 'production'])('of %s passes the packs, our rules and the validator', (profile) => {
    const { app } = stacksOf({ profile });
    addPolicies(app);
    const assembly = app.synth();
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });
});
