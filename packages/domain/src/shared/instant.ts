import { err, ok, type Result } from './result.js';

declare const instantBrand: unique symbol;

/**
 * A point in time: RFC 3339 in UTC with exactly nine fractional digits, `2026-11-21T08:00:00.000000000Z` (30 characters),
 * years 0000 to 9999. Its order as text is its order in time.
 */
export type Instant = string & { readonly [instantBrand]: true };

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

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
  if (!rfc3339.test(text)) return err('must be an RFC 3339 date and time with an offset, such as 2026-11-21T08:00:00Z');
  // All but the fraction stands where it always does: to have the form find it takes twice as long.
  const offset = /[Zz]$/.test(text) ? 'Z' : text.slice(-6);
  const digits = text.slice(20, -offset.length);
  if (digits.length > 9) return err('must have at most nine fractional digits');
  const time = calendarTimeOf(text);
  if (time === undefined) return err('must be a day and a time that exist');
  const minutesEast = offsetMinutes(offset);
  if (minutesEast === undefined) return err('must have an offset between -23:59 and +23:59');
  const nanos = digits.padEnd(9, '0');
  if (minutesEast === 0 && time.second !== 60)
    return ok(`${text.slice(0, 10)}T${text.slice(11, 19)}.${nanos}Z` as Instant);
  return shifted(time, minutesEast, nanos);
}

/** The 23 digits of an instant; their order as text is that of time, too. */
export function instantDigits(instant: Instant): string {
  const [year, month, day] = [instant.slice(0, 4), instant.slice(5, 7), instant.slice(8, 10)];
  const [hour, minute, second] = [instant.slice(11, 13), instant.slice(14, 16), instant.slice(17, 19)];
  return `${year}${month}${day}${hour}${minute}${second}${instant.slice(20, 29)}`;
}

/** A day and a time, as a calendar and a clock show them. */
interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What a text in the form of RFC 3339 says; `undefined` where there is no such day or time. */
function calendarTimeOf(text: string): CalendarTime | undefined {
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > daysOfMonth[month - 1]! + (month === 2 && leap ? 1 : 0)) return undefined;
  return { year, month, day, hour, minute, second };
}

function twoDigits(text: string, at: number): number {
  return 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * '0'.charCodeAt(0);
}

function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const hours = twoDigits(offset, 1);
  const minutes = twoDigits(offset, 4);
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function shifted(time: CalendarTime, minutesEast: number, nanos: string): Result<Instant, string> {
  const { year, month, day, hour, minute, second } = time;
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
/** The instant that was written last: all events of a batch are recorded at one. */
let lastMicros = Number.NaN;
let lastInstant = '' as Instant;

/** The instant of a count of microseconds since 1970, a safe integer within the years 0000 to 9999. */
export function instantFromMicros(micros: number): Instant {
  if (micros === lastMicros) return lastInstant;
  const second = Math.floor(micros / 1_000_000);
  if (second !== lastSecond) {
    lastSecondText = new Date(second * 1000).toISOString().slice(0, 19);
    lastSecond = second;
  }
  const rest = String(micros - second * 1_000_000).padStart(6, '0');
  lastMicros = micros;
  return (lastInstant = `${lastSecondText}.${rest}000Z` as Instant);
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
