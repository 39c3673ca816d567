/**
 * A value of `until` as Docker reads it. Times are in whole seconds since 1970-01-01T00:00:00Z, rounded down: a number has
 * no room for the nanoseconds that Docker compares.
 */
export interface ParsedUntil {
  /** Whether all engines accept it as a time, none or some. */
  readonly accepted: 'always' | 'never' | 'sometimes';
  /** Whether the time is later than its whole seconds. */
  readonly hasFraction: boolean;
  /** The earliest and latest time that it can be in any time zone; `undefined` for a duration without `now`. */
  readonly possibleRange: readonly [earliest: number, latest: number] | undefined;
  /** The time for an engine in UTC; `undefined` for a duration without `now`. */
  readonly timeInUtc: number | undefined;
}

/** The largest offsets of time zones from UTC, in seconds. */
const MAX_OFFSET_EAST = 14 * 3600;
const MAX_OFFSET_WEST = 12 * 3600;

/** Go's units of duration, in seconds; microseconds with either letter mu. */
const secondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  '\u00b5s': 1e-6,
  '\u03bcs': 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const durationPart = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g;
const durationPattern = new RegExp(`^[+-]?(?:0|(?:${durationPart.source})+)$`);
/** Slightly less than the 2^63 nanoseconds that a Go duration can hold. */
const MAX_DURATION = 9.2e9;

const unixTimePattern = /^\+?\d{1,15}(?:\.\d{1,9})?$/;

const hoursSource = '([01]\\d|2[0-3])';
const minutesSource = '([0-5]\\d)';
const datePattern = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)(?:T${hoursSource}(?::${minutesSource}(?::${minutesSource}(\\.\\d{1,9})?)?)?)?(Z|[+-]${hoursSource}:${minutesSource})?$`,
);

/**
 * Parses a value of `until` as Docker does (api/types/time, GetTimestamp): a Go duration before now, Unix seconds with up
 * to nine decimals, or a date with an optional time and zone.
 *
 * @param now the engine's clock; without it a duration has no time
 */
export function parseUntil(text: string, now?: number): ParsedUntil {
  const hasFraction = /\.\d*[1-9]/.test(text);
  if (unixTimePattern.test(text)) return createTime(Number(text.replace(/\..*/, '')), hasFraction);
  if (durationPattern.test(text)) {
    const duration = parseDuration(text);
    const time = now === undefined ? UNKNOWN_TIME : createTime(Math.floor(now - duration), (now - duration) % 1 !== 0);
    return { ...time, accepted: Math.abs(duration) < MAX_DURATION ? 'always' : 'sometimes' };
  }
  const [, day, hour = '00', minute = '00', second = '00', , zone] = datePattern.exec(text) ?? [];
  if (day === undefined || !isCalendarDay(day)) {
    return { ...UNKNOWN_TIME, accepted: isCertainlyInvalid(text) ? 'never' : 'sometimes' };
  }
  const seconds = Date.parse(`${day}T${hour}:${minute}:${second}${zone ?? 'Z'}`) / 1000;
  const time = createTime(seconds, hasFraction);
  return zone === undefined ? { ...time, possibleRange: [seconds - MAX_OFFSET_EAST, seconds + MAX_OFFSET_WEST] } : time;
}

const UNKNOWN_TIME = { hasFraction: false, possibleRange: undefined, timeInUtc: undefined };
const createTime = (seconds: number, hasFraction: boolean): ParsedUntil => ({
  accepted: 'always',
  hasFraction,
  possibleRange: [seconds, seconds],
  timeInUtc: seconds,
});

/** The seconds of a Go duration. */
function parseDuration(text: string): number {
  const parts = [...text.matchAll(durationPart)];
  const seconds = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (secondsPerUnit[unit] ?? 0), 0);
  return text.startsWith('-') ? -seconds : seconds;
}

/** Whether no engine accepts a text that is not a time: it has no digit, or names a day that does not exist. */
function isCertainlyInvalid(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  return day === undefined ? !/\d/.test(text) : !isCalendarDay(day);
}

/** Whether a day exists. Date.parse rejects 31 February or takes it for a day in March. */
function isCalendarDay(day: string): boolean {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  // Date.UTC reads years below 100 as 19xx, and the first toISOString() of a process takes 30 ms to load tables.
  const normalized = new Date(new Date(0).setUTCFullYear(year, month - 1, dayOfMonth));
  return normalized.getUTCMonth() === month - 1 && normalized.getUTCDate() === dayOfMonth;
}
