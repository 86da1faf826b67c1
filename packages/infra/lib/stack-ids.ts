/** The id of a stack; with the deployment's prefix it is the stack's name. */
export type StackId = 'security' | 'network' | 'data' | 'ingest' | 'users' | 'api' | 'monitoring' | 'audit' | 'ci';

/** Those that have buckets. */
export const statefulStacks = ['data', 'audit', 'ci'] as const satisfies readonly StackId[];
