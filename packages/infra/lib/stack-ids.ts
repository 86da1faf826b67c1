import { hasPipeline, type Settings } from './config.js';

/** The ids of all stacks, in the order in which one needs another; with the deployment's prefix an id is the stack's name. */
export const stackIds = ['security', 'network', 'data', 'ingest', 'users', 'api', 'monitoring', 'audit', 'ci'] as const;

/** The id of a stack. */
export type StackId = (typeof stackIds)[number];

/** Those that have buckets. */
export const statefulStacks = ['data', 'audit', 'ci'] as const satisfies readonly StackId[];

const madeWith: Partial<Record<StackId, (settings: Settings) => boolean>> = {
  network: ({ vpc }) => vpc,
  users: ({ auth }) => auth === 'cognito',
  audit: ({ cloudTrail, guardDuty }) => cloudTrail || guardDuty,
  ci: hasPipeline,
};

/** Whether settings ask for a stack. */
export function isMade(id: StackId, settings: Settings): boolean {
  return madeWith[id]?.(settings) ?? true;
}
