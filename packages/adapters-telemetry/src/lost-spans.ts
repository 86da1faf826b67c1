/** How often lost spans are told of at most, in milliseconds. */
const reportIntervalMs = 60_000;

/**
 * Counts spans that were lost and tells of them: of the first ones, and then once a minute of those that were lost meanwhile. The
 * library itself tells nobody.
 *
 * @param onFault is told with an `Error`
 * @param nowMs the time in milliseconds
 * @returns what is told of each loss: how many spans, and why
 */
export function reportLosses(
  onFault: (fault: Error) => void,
  nowMs: () => number = () => performance.now(),
): (spans: number, cause: unknown) => void {
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  let lost = 0;
  return (spans, cause) => {
    lost += spans;
    if (nowMs() - reportedAtMs < reportIntervalMs) return;
    onFault(new Error(`the collector did not take ${lost} spans`, { cause }));
    reportedAtMs = nowMs();
    lost = 0;
  };
}
