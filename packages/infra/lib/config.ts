import { nameParts, namesOf, tooLongNames } from './naming.js';
import { settingDefinitions, type SettingBasis, type SettingDefinition } from './setting-definitions.js';
import type { SettingKind } from './setting-kinds.js';
import { impossibleCombinations } from './setting-rules.js';

type Definitions = typeof settingDefinitions;
/** What is deployed, every setting decided. `settingDefinitions` says what each one is. */
export type Settings = {
  readonly [K in keyof Definitions]: Definitions[K] extends SettingDefinition<infer T> ? T : never;
};

/** Whether workflows of a repository on GitHub deploy. */
export function hasPipeline({ repository }: Pick<Settings, 'repository'>): boolean {
  return repository.includes('/');
}

/** Settings as somebody gave them: JSON of the settings file, or text of the command line. */
export type GivenSettings = Readonly<Record<string, unknown>>;

/** The settings cannot be deployed: one line for each fault, that begins with the setting's name. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Completes settings by the defaults of their profile and judges them: each alone, and together as far as they are known.
 *
 * Throws `SettingsError` with every fault that can be told.
 */
export function readSettings(given: GivenSettings): Settings {
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(settingDefinitions, name))
    .map((name) => `${name}: there is no such setting; known are ${Object.keys(settingDefinitions).join(', ')}`);
  const basis = readBasis(given);
  const wrong = new Set<string>();
  const settings = Object.fromEntries(
    Object.entries(settingDefinitions).map(([name, definition]) => {
      if (given[name] === undefined) return [name, definition.byDefault(basis)];
      const read = definition.kind.read(given[name]);
      if (read === undefined) {
        wrong.add(name);
        faults.push(`${name}: must be ${definition.kind.form}, not ${JSON.stringify(given[name])}`);
      }
      return [name, read?.value];
    }),
  ) as unknown as Settings;
  faults.push(...faultsTogether(settings, unknownWith(wrong, given)));
  if (faults.length > 0) throw new SettingsError(faults);
  return Object.freeze(settings);
}

function faultsTogether(settings: Settings, unknown: ReadonlySet<string>): readonly string[] {
  const tooLong = nameParts.some((part) => unknown.has(part)) ? [] : tooLongNames(namesOf(settings));
  return [...tooLong, ...impossibleCombinations(settings, unknown)];
}

/** Settings of which nobody can say what they will be: the wrong ones, and where defaults depend on one of them, all that are not given. */
function unknownWith(wrong: ReadonlySet<string>, given: GivenSettings): ReadonlySet<string> {
  const dependsOnWrong = ['profile', 'stage', 'api'].some((name) => wrong.has(name));
  const absent = Object.keys(settingDefinitions).filter((name) => given[name] === undefined);
  return new Set([...wrong, ...(dependsOnWrong ? absent : [])]);
}

/** A wrong one counts as absent here: the fault is told with the others. */
function readBasis(given: GivenSettings): SettingBasis {
  const asGiven = <T>(name: string, { kind }: { readonly kind: SettingKind<T> }) => kind.read(given[name])?.value;
  const profile = asGiven('profile', settingDefinitions.profile) ?? 'starter';
  const stage = asGiven('stage', settingDefinitions.stage) ?? (profile === 'production' ? 'prod' : 'dev');
  return { profile, stage, api: asGiven('api', settingDefinitions.api) ?? 'rest' };
}
