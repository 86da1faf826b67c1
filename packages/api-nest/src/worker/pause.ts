import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many milliseconds, or until a signal says that it is no use. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
