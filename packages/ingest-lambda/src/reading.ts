import { parseInstant, type Instant, type ObjectChange } from '@annals/domain';

/** What a record of a notification says: a change of an object, nothing that concerns the catalogue, or nothing that can be understood. */
export type Reading =
  | { readonly kind: 'change'; readonly change: ObjectChange }
  | { readonly kind: 'ignored' }
  /** `reason` says what is wrong, without anything that the record holds. */
  | { readonly kind: 'fault'; readonly reason: string };

/** A record that says nothing which concerns the catalogue. */
export const ignored: Reading = { kind: 'ignored' };

/** A record that cannot be understood. */
export function fault(reason: string): Reading {
  return { kind: 'fault', reason };
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the fields of a record by their paths and gathers what is wrong with each. Absent, `null` and empty text are one. */
export class FieldReader {
  readonly faults: string[] = [];

  constructor(readonly record: unknown) {}

  /** A text that must be there; an empty one stands for it where it is not. */
  text(...path: readonly string[]): string {
    const value = this.optionalText(...path);
    if (value === undefined) this.#fault(path, 'is missing');
    return value ?? '';
  }

  /** A text that may be absent. */
  optionalText(...path: readonly string[]): string | undefined {
    const value = this.#at(path);
    if (typeof value === 'string') return value === '' ? undefined : value;
    if (value !== undefined && value !== null) this.#fault(path, 'must be a text');
    return undefined;
  }

  /** A number of bytes that may be absent. */
  optionalSize(...path: readonly string[]): number | undefined {
    const value = this.#at(path);
    if (value === undefined || value === null) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    this.#fault(path, 'must be a whole number of bytes');
    return undefined;
  }

  /** A time that must be there. */
  instant(...path: readonly string[]): Instant | undefined {
    const parsed = parseInstant(this.text(...path));
    if (parsed.ok) return parsed.value;
    this.#fault(path, parsed.error);
    return undefined;
  }

  /** Says that a field's value will not do. */
  refuse(path: readonly string[], detail: string): void {
    this.#fault(path, detail);
  }

  #at(path: readonly string[]): unknown {
    return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), this.record);
  }

  #fault(path: readonly string[], detail: string): void {
    const name = path.join('.');
    // A field that is missing is nothing else besides.
    if (!this.faults.some((reason) => reason.startsWith(`${name} `))) this.faults.push(`${name} ${detail}`);
  }
}
