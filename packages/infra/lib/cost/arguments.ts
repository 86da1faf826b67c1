import { maxShards } from '@annals/adapters-aws/schema';
import { readSettings, SettingsError, type GivenSettings, type Settings } from '../config.js';
import { defaultWorkload, type Workload } from './workload.js';

/** The most bytes of a batch: docs/reference/limits.md. */
const maxBatchBytes = 4 * 1024 ** 2;

/** What is to be estimated. */
export interface CostArguments {
  readonly settings: Settings;
  readonly workload: Workload;
}

/** The command line cannot be understood: a line for each fault, that begins with what it is about. */
export class CostArgumentsError extends Error {
  override readonly name = 'CostArgumentsError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

interface NumberOption {
  readonly sets: keyof Workload;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const whole = (sets: keyof Workload, least: number, most: number): NumberOption => ({ sets, least, most, whole: true });
const part = (sets: keyof Workload, least: number, most: number): NumberOption => ({ sets, least, most, whole: false });

const numberOptions = new Map<string, NumberOption>(
  Object.entries({
    '--events-per-month': whole('eventsPerMonth', 0, 1e13),
    '--size-bytes': whole('sizeBytes', 0, 256 * 1024),
    '--events-per-request': whole('eventsPerRequest', 1, 1000),
    '--queued-share': part('queuedShare', 0, 1),
    '--gets-per-event': part('getsPerEvent', 0, 1000),
    '--lists-per-event': part('listsPerEvent', 0, 1000),
    '--objects-per-month': whole('objectsPerMonth', 0, 1e12),
    '--object-bytes': whole('objectBytes', 0, 5 * 1024 ** 4),
    '--retained-months': whole('retainedMonths', 1, 1200),
    '--shards': whole('shards', 1, maxShards),
  }),
);

/** Settings of the deployment that change what it costs or takes; `--customer-keys` is `customerKeys`. */
const settingOptions = new Map(
  (
    [
      'profile',
      'api',
      'waf',
      'vpc',
      'nat',
      'privateApi',
      'customerKeys',
      'cloudTrail',
      'guardDuty',
      'reconciliationHours',
      'throttlingRate',
    ] as const satisfies readonly (keyof Settings)[]
  ).map((name) => [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, name]),
);

/** Every option, as the command line takes it. */
const costOptions = [...numberOptions.keys(), ...settingOptions.keys()];

/** Reads `--name value` or `--name=value`. Throws `CostArgumentsError` with every fault. */
export function readCostArguments(args: readonly string[]): CostArguments {
  const faults: string[] = [];
  const given: Record<string, string> = {};
  const numbers: Partial<Record<keyof Workload, number>> = {};
  const rest = args.flatMap((arg) =>
    /^--[^=]+=/.test(arg) ? [arg.replace(/=.*/s, ''), arg.replace(/^[^=]*=/, '')] : [arg],
  );
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at]!;
    const value = rest[at + 1];
    const number = numberOptions.get(name);
    const setting = settingOptions.get(name);
    if (number === undefined && setting === undefined) {
      faults.push(`${name}: there is no such option; known are ${costOptions.join(', ')}`);
    } else if (value === undefined) faults.push(`${name}: needs a value`);
    else if (setting !== undefined) given[setting] = value;
    else if (number !== undefined) numbers[number.sets] = readNumber(name, value, number, faults);
  }
  const settings = settingsOf(given, faults);
  const workload = { ...defaultWorkload, ...numbers };
  const batchBytes = workload.eventsPerRequest * workload.sizeBytes;
  if (workload.eventsPerRequest > 1 && batchBytes > maxBatchBytes)
    faults.push(`--events-per-request: a batch has at most ${maxBatchBytes} bytes, and these have ${batchBytes}`);
  if (settings === undefined || faults.length > 0) throw new CostArgumentsError(faults);
  return { settings, workload };
}

function readNumber(name: string, text: string, { least, most, whole }: NumberOption, faults: string[]): number {
  const value = /^(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
  if (!fits)
    faults.push(`${name}: must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${text || 'empty'}`);
  return value;
}

function settingsOf(given: GivenSettings, faults: string[]): Settings | undefined {
  try {
    return readSettings(given);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
