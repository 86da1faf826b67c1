import type { IdGenerator } from '@annals/domain';

/** The version that apps under test give. */
export const testVersion = '0.0.0-test';

/** The most bytes of a list as lines, as `lambda.ts` has it. */
export const maxAnswerBytes = 4 * 1024 * 1024;

/** Ids that count: two apps that are sent the same requests make the same ones. */
export function countingIds(): IdGenerator {
  let count = 0;
  return { nextId: () => `id-${++count}` };
}
