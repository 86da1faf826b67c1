import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter } from '../auth/limiter.js';

/**
 * Counts in the memory of this process, anew for each minute that begins with somebody's first.
 *
 * @param perMinute the most of anybody in a minute; 0 is no limit, and no limiter
 */
export function memoryLimiter(perMinute: number): Limiter | undefined {
  if (perMinute === 0) return undefined;
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    take: (who) => limiter.consume(who).then(() => undefined, secondsOf),
    look: async (who) => {
      const counted = await limiter.get(who);
      return counted === null || counted.consumedPoints < perMinute ? undefined : secondsOf(counted);
    },
  };
}

function secondsOf(refusal: unknown): number {
  if (!(refusal instanceof RateLimiterRes)) throw refusal;
  return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
}
