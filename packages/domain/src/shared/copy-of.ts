/**
 * A value of JSON with texts of its own, for what is remembered: a text that was cut out of another, as V8 does it, keeps the whole of that
 * one in memory.
 */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
