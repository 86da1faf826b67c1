import type { Clock } from './ports.js';

/**
 * A clock over a source of whole milliseconds since 1970: readings within one millisecond are one microsecond apart (up to 999 of them),
 * so that events accepted one after the other keep their order. It follows its source when that is set back.
 */
export function createClock(nowMs: () => number = Date.now): Clock {
  let lastMs = Number.NaN;
  let micros = 0;
  return {
    nowMicros() {
      const ms = nowMs();
      micros = ms === lastMs ? Math.min(micros + 1, 999) : 0;
      lastMs = ms;
      return ms * 1000 + micros;
    },
  };
}
