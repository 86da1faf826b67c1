import { describe, expect, test } from '@jest/globals';
import { CostArgumentsError, readCostArguments } from '../../lib/cost/arguments.js';
import { defaultWorkload } from '../../lib/cost/workload.js';

function faultsOf(...args: string[]): readonly string[] {
  try {
    readCostArguments(args);
  } catch (error) {
    if (error instanceof CostArgumentsError) return error.faults;
    throw error;
  }
  return [];
}

test('numbers may have an exponent, and stand behind a space or an equals sign', () => {
  const { workload, settings } = readCostArguments([
    '--events-per-month',
    '10e6',
    '--size-bytes=2048',
    '--profile',
    'production',
  ]);
  expect(workload).toEqual({ ...defaultWorkload, eventsPerMonth: 10_000_000, sizeBytes: 2048 });
  expect(settings.profile).toBe('production');
});

test('a part may be written as .5, 0.5 and 5e-1', () => {
  for (const half of ['.5', '0.5', '5e-1'])
    expect(readCostArguments(['--queued-share', half]).workload.queuedShare).toBe(0.5);
});

test('a setting that a fault asks for can be set', () => {
  const asked = [
    '--profile=production',
    '--api=http',
    '--waf=false',
    '--customer-keys',
    'false',
    '--reconciliation-hours=1',
  ];
  expect(readCostArguments(asked).settings).toMatchObject({
    profile: 'production',
    api: 'http',
    waf: false,
    customerKeys: false,
    reconciliationHours: 1,
  });
});

test('nothing said is the default in starter', () => {
  expect(readCostArguments([])).toMatchObject({
    workload: defaultWorkload,
    settings: { profile: 'starter', api: 'rest' },
  });
});

describe('a line for each fault', () => {
  test.each([
    ['--size-bytes: must be a whole number from 0 to 262144, not 1e9', ['--size-bytes', '1e9']],
    ['--events-per-month: must be a whole number from 0 to 10000000000000, not many', ['--events-per-month', 'many']],
    ['--events-per-month: must be a whole number from 0 to 10000000000000, not -1', ['--events-per-month', '-1']],
    ['--queued-share: must be a number from 0 to 1, not 1.5', ['--queued-share', '1.5']],
    ['--shards: must be a whole number from 1 to 256, not 2.5', ['--shards=2.5']],
    ['--events-per-month: must be a whole number from 0 to 10000000000000, not 1e400', ['--events-per-month', '1e400']],
    ['--size-bytes: must be a whole number from 0 to 262144, not empty', ['--size-bytes=']],
    [
      '--events-per-request: a batch has at most 4194304 bytes, and these have 26214400',
      ['--events-per-request=100', '--size-bytes=262144'],
    ],
    ['--profile: needs a value', ['--profile']],
    ['profile: must be one of starter, production, not "enterprise"', ['--profile', 'enterprise']],
    [
      'waf: a firewall cannot be attached to an HTTP API; set api to rest, or waf to false',
      ['--profile=production', '--api=http'],
    ],
  ])('%s', (fault, args) => {
    expect(faultsOf(...args)).toEqual([fault]);
  });

  test('an unknown option is answered with those that there are', () => {
    expect(faultsOf('--events', '1')).toEqual([
      expect.stringMatching(
        /^--events: there is no such option; known are --events-per-month, .*--profile, --api, .*--throttling-rate$/,
      ),
    ]);
  });

  test('what every object has is no option either', () => {
    expect(faultsOf('constructor', '5', 'toString', '5')).toEqual([
      expect.stringMatching(/^constructor: there is no such option; /),
      expect.stringMatching(/^toString: there is no such option; /),
    ]);
  });

  test('all of them are told at once', () => {
    expect(faultsOf('--shards', '0', '--profile', 'x', '--nonsense')).toHaveLength(3);
  });
});
