import { err, ok, type Result } from './result.js';

declare const instantBrand: unique symbol;

/**
 * A point in time: RFC 3339 in UTC with exactly nine fractional digits, `2026-11-21T08:00:00.000000000Z` (30 characters),
 * years 0000 to 9999. Its order as text is its order in time.
 */
export type Instant = string & { readonly [instantBrand]: true };

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Reads an RFC 3339 time with any offset and up to nine fractional digits as the UTC instant that it means.
 *
 * A leap second (`23:59:60` in UTC) is the first second of the next day, as in POSIX time.
 * Refuses with a sentence: another form, a day or an hour that does not exist, more than nine digits, a UTC year outside 0000..9999.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function parseInstant(text: string): Result<Instant, string> {
  const match = rfc3339.exec(text);
  if (match === null) return err('must be an RFC 3339 date and time with an offset, such as 2026-11-21T08:00:00Z');
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const digits = fraction ?? '';
  if (digits.length > 9) return err('must have at most nine fractional digits');
  const parts = [year, month, day, hour, minute, second].map(Number);
  if (!isCalendarTime(parts)) return err('must be a day and a time that exist');
  const minutesEast = offsetMinutes(offset!);
  if (minutesEast === undefined) return err('must have an offset between -23:59 and +23:59');
  const nanos = digits.padEnd(9, '0');
  if (minutesEast === 0 && second !== '60')
    return ok(`${year}-${month}-${day}T${hour}:${minute}:${second}.${nanos}Z` as Instant);
  return shifted(parts, minutesEast, nanos);
}

/** The 23 digits of an instant; their order as text is that of time, too. */
export function instantDigits(instant: Instant): string {
  const [year, month, day] = [instant.slice(0, 4), instant.slice(5, 7), instant.slice(8, 10)];
  const [hour, minute, second] = [instant.slice(11, 13), instant.slice(14, 16), instant.slice(17, 19)];
  return `${year}${month}${day}${hour}${minute}${second}${instant.slice(20, 29)}`;
}

function isCalendarTime(parts: readonly number[]): boolean {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= daysOfMonth[month - 1]! + (month === 2 && leap ? 1 : 0);
}

function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function shifted(parts: readonly number[], minutesEast: number, nanos: string): Result<Instant, string> {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - minutesEast, Math.min(second, 59));
  if (second === 60) {
    if (date.getUTCHours() !== 23 || date.getUTCMinutes() !== 59)
      return err('must be a day and a time that exist: a leap second is 23:59:60 in UTC');
    date.setTime(date.getTime() + 1000);
  }
  const utcYear = date.getUTCFullYear();
  if (utcYear < 0 || utcYear > 9999) return err('must be in the years 0000 to 9999 in UTC');
  return ok(`${date.toISOString().slice(0, 19)}.${nanos}Z` as Instant);
}

/** The second that was written last, and how: to write a date takes longer than all else of an instant, and most are of one second. */
let lastSecond = Number.NaN;
let lastSecondText = '';

/** The instant of a count of microseconds since 1970, a safe integer within the years 0000 to 9999. */
export function instantFromMicros(micros: number): Instant {
  const second = Math.floor(micros / 1_000_000);
  if (second !== lastSecond) {
    lastSecondText = new Date(second * 1000).toISOString().slice(0, 19);
    lastSecond = second;
  }
  const rest = String(micros - second * 1_000_000).padStart(6, '0');
  return `${lastSecondText}.${rest}000Z` as Instant;
}

/** The microseconds since 1970 of an instant, its last three digits dropped: the inverse of `instantFromMicros`. */
export function microsOf(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));
}

/** Milliseconds since 1970 of an instant, rounded up, so that nothing ends before its instant. */
export function ceilToMs(instant: Instant): number {
  const milliseconds = Date.parse(`${instant.slice(0, 23)}Z`);
  return instant.slice(23, 29) === '000000' ? milliseconds : milliseconds + 1;
}
