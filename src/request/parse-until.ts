/** How an engine reads a text in `until`. */
export interface ParsedUntil {
  /** Whether engines take it for a time: all do, all refuse it, or some take it. */
  readonly accepted: 'always' | 'never' | 'sometimes';
  /** Seconds since 1970-01-01T00:00:00Z, where neither the engine's clock nor its time zone has a part in it. */
  readonly exactTime: number | undefined;
  /** The earliest and the latest that it can mean, by the time zone of the engine; `undefined` of an age without a clock. */
  readonly possibleRange: readonly [earliest: number, latest: number] | undefined;
  /** What it means to an engine in UTC; `undefined` of an age without a clock. */
  readonly timeInUtc: number | undefined;
}

/** How far time zones are from UTC, in seconds: 14 hours before, 12 behind. */
const [MAX_OFFSET_EAST, MAX_OFFSET_WEST] = [14 * 3600, 12 * 3600];

/** Go's units of duration, in seconds. Both letters mu count. */
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
/** A little less than the 2^63 nanoseconds that a Go duration can hold. */
const MAX_DURATION = 9.2e9;

const unixTimePattern = /^\+?\d{1,15}(?:\.\d{1,9})?$/;

const hoursSource = '([01]\\d|2[0-3])';
const minutesSource = '([0-5]\\d)';
const datePattern = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)(?:T${hoursSource}(?::${minutesSource}(?::${minutesSource}(\\.\\d{1,9})?)?)?)?(Z|[+-]${hoursSource}:${minutesSource})?$`,
);

/**
 * Reads a value of `until` as Docker does (api/types/time, GetTimestamp): a Go duration before now, Unix seconds with up
 * to nine digits behind the point, or a date with as much of a time and of a zone as is given.
 *
 * @param now the engine's clock, in seconds since 1970, where an age is to be read
 */
export function parseUntil(text: string, now?: number): ParsedUntil {
  if (unixTimePattern.test(text)) return createExactTime(Number(text));
  if (durationPattern.test(text))
    return {
      ...(now === undefined ? UNKNOWN_TIME : createRelativeTime(now, parseDuration(text))),
      accepted: Math.abs(parseDuration(text)) < MAX_DURATION ? 'always' : 'sometimes',
    };
  const [, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = datePattern.exec(text) ?? [];
  if (day === undefined || !isCalendarDay(day))
    return { accepted: isCertainlyInvalid(text) ? 'never' : 'sometimes', ...UNKNOWN_TIME };
  const seconds = Date.parse(`${day}T${hour}:${minute}:${second}${zone ?? 'Z'}`) / 1000 + Number(`0${fraction}`);
  return zone === undefined
    ? {
        accepted: 'always',
        exactTime: undefined,
        possibleRange: [seconds - MAX_OFFSET_EAST, seconds + MAX_OFFSET_WEST],
        timeInUtc: seconds,
      }
    : createExactTime(seconds);
}

const UNKNOWN_TIME = { exactTime: undefined, possibleRange: undefined, timeInUtc: undefined };
const createExactTime = (seconds: number): ParsedUntil => ({
  accepted: 'always',
  exactTime: seconds,
  possibleRange: [seconds, seconds],
  timeInUtc: seconds,
});
const createRelativeTime = (now: number, duration: number) => ({
  ...createExactTime(now - duration),
  exactTime: undefined,
});

/** Seconds of a duration. */
const parseDuration = (text: string): number =>
  (text.startsWith('-') ? -1 : 1) *
  [...text.matchAll(durationPart)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (secondsPerUnit[unit] ?? 0),
    0,
  );

/** Whether a text is surely no time: one without a digit, or with a day that no calendar has. */
function isCertainlyInvalid(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  return day === undefined ? !/\d/.test(text) : !isCalendarDay(day);
}

/** Whether the calendar has the day: Date.parse takes 31 February for a day in March, or for none. */
function isCalendarDay(day: string): boolean {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  // Years below 100 mean 19xx to Date.UTC, and the first toISOString() of a process loads tables for 30 ms.
  const normalized = new Date(new Date(0).setUTCFullYear(year, month - 1, dayOfMonth));
  return normalized.getUTCMonth() === month - 1 && normalized.getUTCDate() === dayOfMonth;
}
