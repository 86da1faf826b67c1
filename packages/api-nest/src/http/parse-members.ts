import { err, ok, pointer, type EventFault, type Result } from '@annals/domain';
import type { BodyMembers } from './read-json.js';

/** Reads a member, `undefined` where it is absent. */
type Parser<T> = (value: unknown) => Result<T, string>;

/** What reads each member that a body may have. */
export type Parsers<T> = { readonly [Name in keyof T]-?: Parser<T[Name]> };

/**
 * Reads a body's members. Lists every fault, members that nothing reads among them.
 *
 * @param what the body, as a fault calls it: `a download`
 */
export function parseMembers<T>(
  members: BodyMembers,
  what: string,
  parsers: Parsers<T>,
): Result<T, readonly EventFault[]> {
  const faults: EventFault[] = [];
  const fault = (name: string, detail: string): unknown =>
    faults.push({ code: 'invalid', pointer: pointer(name), detail });
  for (const name of Object.keys(members)) if (!Object.hasOwn(parsers, name)) fault(name, `is not a member of ${what}`);
  const values: Record<string, unknown> = {};
  for (const [name, parser] of Object.entries<Parser<unknown>>(parsers)) {
    const parsed = parser(members[name]);
    if (parsed.ok) values[name] = parsed.value;
    else fault(name, parsed.error);
  }
  return faults.length === 0 ? ok(values as T) : err(faults);
}
