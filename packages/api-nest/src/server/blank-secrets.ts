/** Fields that are blanked in whatever object is logged. */
const secrets: ReadonlySet<string> = new Set(['authorization', 'cookie', 'set-cookie', 'x-api-key']);

/** What stands in a secret's place. */
const blank = '[Redacted]';

/** How many objects deep secrets are looked for. */
const maxDepth = 2;

/**
 * What may be logged of an object: the object itself where it has no secret, else a copy. pino's own redaction looks up each path of each
 * secret in each line, which takes longer than all else that a line costs.
 */
export function blankSecrets(logged: Record<string, unknown>): Record<string, unknown> {
  return blanked(logged, 0) as Record<string, unknown>;
}

function blanked(value: object, depth: number): object {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    const kept = secrets.has(name) ? blank : depth < maxDepth && isObject(member) ? blanked(member, depth + 1) : member;
    if (kept !== member) (copy ??= copyOf(value))[name] = kept;
  }
  return copy ?? value;
}

/** An error stays one, so that it is written as errors are; its stack is worked out from the error itself, and not from a copy. */
function copyOf(value: object): Record<string, unknown> {
  const copy = Array.isArray(value) ? [] : (Object.create(Object.getPrototypeOf(value) as object | null) as object);
  Object.defineProperties(copy, Object.getOwnPropertyDescriptors(value));
  if (value instanceof Error) Object.defineProperty(copy, 'stack', { value: value.stack });
  return copy as Record<string, unknown>;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
