/** The form of a setting. Values come as JSON from a file or as text from a command line; both are read alike. */
export interface SettingKind<T> {
  /** Gives `undefined` where the value is not of this form. */
  readonly read: (given: unknown) => { readonly value: T } | undefined;
  /** What the value must be, to follow "must be". */
  readonly form: string;
}

/** Text that a pattern describes. */
export function matching(pattern: RegExp, form: string): SettingKind<string> {
  return { read: (given) => (typeof given === 'string' && pattern.test(given) ? { value: given } : undefined), form };
}

/** One of a few words or numbers. */
export function oneOf<const T extends string | number>(values: readonly T[]): SettingKind<T> {
  const read = (given: unknown) => {
    const value = values.find((candidate) => candidate === given || String(candidate) === given);
    return value === undefined ? undefined : { value };
  };
  return { read, form: `one of ${values.join(', ')}` };
}

/** Yes or no. */
export const boolean: SettingKind<boolean> = {
  read: (given) => {
    if (given === true || given === 'true') return { value: true };
    return given === false || given === 'false' ? { value: false } : undefined;
  },
  form: 'true or false',
};

/** A whole number within bounds, both included. */
export function integer(least: number, most: number): SettingKind<number> {
  const read = (given: unknown) => {
    const value = typeof given === 'string' && /^[0-9]{1,15}$/.test(given) ? Number(given) : given;
    return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? { value: value as number }
      : undefined;
  };
  return { read, form: `a whole number from ${least} to ${most}` };
}

/** Several values: an array, or text with commas between. */
export function list(kind: SettingKind<string>): SettingKind<readonly string[]> {
  const read = (given: unknown) => {
    const items = typeof given === 'string' ? given.split(',').filter((item) => item !== '') : given;
    if (!Array.isArray(items)) return undefined;
    const value = items.flatMap((item) => kind.read(item)?.value ?? []);
    return value.length === items.length ? { value } : undefined;
  };
  return { read, form: `a list of which each is ${kind.form}` };
}

/** A value that may be missing. */
export function optional<T>(kind: SettingKind<T>): SettingKind<T | undefined> {
  return kind;
}
