/** What a caller may do. `operations` is metrics, and the sample workload's calls that are no events. */
export const scopes = ['events:read', 'events:write', 'objects:read', 'objects:write', 'operations'] as const;

/** One thing that a caller may do. */
export type Scope = (typeof scopes)[number];

/** Whether a text names a scope. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
