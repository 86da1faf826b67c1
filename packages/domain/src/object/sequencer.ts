declare const sequencerBrand: unique symbol;

/**
 * S3's order of the changes of one key: 64 upper-case hexadecimal digits, so that its order as text is its order in time. Sequencers of
 * different keys are not comparable.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export type Sequencer = string & { readonly [sequencerBrand]: true };

const width = 64;

/** The sequencer of a state that no notification made: smaller than every other. */
export const noSequencer = '0'.repeat(width) as Sequencer;

/** Reads a notification's sequencer: 1..64 hexadecimal digits, padded on the right as S3 asks for; `undefined` for anything else. */
export function parseSequencer(value: unknown): Sequencer | undefined {
  if (typeof value !== 'string' || !/^[0-9A-Fa-f]{1,64}$/.test(value)) return undefined;
  return value.toUpperCase().padEnd(width, '0') as Sequencer;
}

/**
 * A sequencer for a change that Annals saw itself, at a count of microseconds since 1970: its seconds in ten hexadecimal digits, as S3's
 * start in practice, then the microseconds. Orders such changes, and places those without a sequencer among the others of a history.
 */
export function sequencerOfMicros(micros: number): Sequencer {
  const seconds = Math.max(Math.floor(micros / 1_000_000), 0);
  const rest = micros - Math.floor(micros / 1_000_000) * 1_000_000;
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  return `${hex(seconds, 10)}${hex(rest, 6)}`.padEnd(width, '0') as Sequencer;
}
