/** How many records were recorded, concerned no object, and had been recorded before. */
export interface Tally {
  readonly processed: number;
  readonly ignored: number;
  readonly duplicates: number;
}

/** The most reasons that the message names. */
const maxReasons = 10;

/** Records of a notification failed; all others are recorded. */
export class NotificationFailed extends Error {
  override readonly name = 'NotificationFailed';

  /** @param reasons one for each record that failed */
  constructor(
    readonly tally: Tally,
    readonly reasons: readonly string[],
  ) {
    const { processed, ignored, duplicates } = tally;
    const counts = `${reasons.length} of ${reasons.length + processed + ignored + duplicates} records failed`;
    super(`${counts} (${processed} processed, ${ignored} ignored, ${duplicates} duplicates): ${summary(reasons)}`);
  }
}

/** Each reason once, with how often there was it. */
function summary(reasons: readonly string[]): string {
  const named = [...Map.groupBy(reasons, (reason) => reason)];
  const shown = named
    .slice(0, maxReasons)
    .map(([reason, same]) => (same.length > 1 ? `${same.length} x ${reason}` : reason));
  return [...shown, ...(named.length > maxReasons ? [`${named.length - maxReasons} other reasons`] : [])].join('; ');
}
