import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '../lib/config.js';
import { giveSettings } from '../lib/given-settings.js';
import { outputFolder } from './support/stacks-of.js';

function fileOf(text: string): string {
  const file = join(outputFolder(), 'settings.json');
  writeFileSync(file, text);
  return file;
}

/** The lines that a file is refused with. */
function faultsOf(file: string): readonly string[] {
  try {
    giveSettings(file, {});
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

describe('settings of a program', () => {
  it('are those of the file, where the command line says nothing else', () => {
    const file = fileOf('{"environmentSuffix": "blue", "waf": true}');
    expect(giveSettings(file, { environmentSuffix: 'pr12' })).toEqual({ environmentSuffix: 'pr12', waf: true });
  });

  it('are not what the CDK keeps beside them', () => {
    const context = { '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:bundling-stacks': [], colour: 'red' };
    expect(giveSettings(fileOf('{}'), context)).toEqual({ colour: 'red' });
  });

  it.each([
    ['no JSON', '{"waf": tru'],
    ['no JSON, over several lines', '\n\nwaf: true\n'],
    ['empty', ''],
    ['a list', '["waf"]'],
    ['null', 'null'],
  ])('are refused with one line where the file is %s', (_name, text) => {
    expect(faultsOf(fileOf(text))).toEqual([expect.stringMatching(/^settings\.json: must be a JSON object.*$/)]);
    expect(faultsOf(fileOf(text))[0]).not.toContain('\n');
  });

  it('are refused with one line where there is no file', () => {
    expect(faultsOf(join(outputFolder(), 'settings.json'))).toEqual([
      expect.stringMatching(/^settings\.json: must be a JSON object of settings \(ENOENT/),
    ]);
  });
});
