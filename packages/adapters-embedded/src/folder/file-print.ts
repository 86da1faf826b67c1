import type { Instant } from '@annals/domain';
import type { BigIntStats } from 'node:fs';

/** Nanoseconds from 1970 to the start of the year 10000, and from the start of the year 0. */
const endOfTimeNs = 253_402_300_800_000_000_000n;
const startOfTimeNs = -62_167_219_200_000_000_000n;

/**
 * What tells that a file is still the one that was read: size, time of change of its content and of itself, and its number. The second
 * time cannot be set, so that a program which sets the first back is noticed.
 */
export function printOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size}.${mtimeNs}.${ctimeNs}.${ino}`;
}

/** Whether a file's content is still the one that a print is of; moving or removing the file changes its print, but not its content. */
export function isSameContent(print: string, { size, mtimeNs }: BigIntStats): boolean {
  return print.startsWith(`${size}.${mtimeNs}.`);
}

/** When a file was last touched, in milliseconds since 1970. */
export function touchedMs({ mtimeNs, ctimeNs }: BigIntStats): number {
  return Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
}

/** When the content of a file changed; the nearest there is of a time outside the years 0000 to 9999. */
export function modifiedAt({ mtimeNs }: Pick<BigIntStats, 'mtimeNs'>): Instant {
  const ns = mtimeNs < startOfTimeNs ? startOfTimeNs : mtimeNs >= endOfTimeNs ? endOfTimeNs - 1n : mtimeNs;
  const rest = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const second = new Date(Number((ns - rest) / 1_000_000n)).toISOString().slice(0, 19);
  return `${second}.${String(rest).padStart(9, '0')}Z` as Instant;
}
