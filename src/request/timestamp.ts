/** How an engine reads a text in `until`. */
export interface Until {
  /** Whether engines take it for a time: all do, all refuse it, or some take it. */
  readonly taken: 'always' | 'never' | 'sometimes';
  /** Seconds since 1970-01-01T00:00:00Z, where neither the engine's clock nor its time zone has a part in it. */
  readonly instant: number | undefined;
  /** The earliest and the latest that it can mean, by the time zone of the engine; `undefined` of an age without a clock. */
  readonly range: readonly [earliest: number, latest: number] | undefined;
  /** What it means to an engine in UTC; `undefined` of an age without a clock. */
  readonly utc: number | undefined;
}

/** How far time zones are from UTC, in seconds: 14 hours before, 12 behind. */
const [EAST, WEST] = [14 * 3600, 12 * 3600];

/** Go's units of duration, in seconds. Both letters mu count. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  '\u00b5s': 1e-6,
  '\u03bcs': 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const amount = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g;
const duration = new RegExp(`^[+-]?(?:0|(?:${amount.source})+)$`);
/** A little less than the 2^63 nanoseconds that a Go duration can hold. */
const LONGEST = 9.2e9;

const unix = /^\+?\d{1,15}(?:\.\d{1,9})?$/;

const hours = '([01]\\d|2[0-3])';
const sixty = '([0-5]\\d)';
const date = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)(?:T${hours}(?::${sixty}(?::${sixty}(\\.\\d{1,9})?)?)?)?(Z|[+-]${hours}:${sixty})?$`,
);

/**
 * Reads a value of `until` as Docker does (api/types/time, GetTimestamp): a Go duration before now, Unix seconds with up
 * to nine digits behind the point, or a date with as much of a time and of a zone as is given.
 *
 * @param now the engine's clock, in seconds since 1970, where an age is to be read
 */
export function readUntil(text: string, now?: number): Until {
  if (unix.test(text)) return at(Number(text));
  if (duration.test(text))
    return {
      ...(now === undefined ? unknown : ago(now, length(text))),
      taken: Math.abs(length(text)) < LONGEST ? 'always' : 'sometimes',
    };
  const [, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = date.exec(text) ?? [];
  if (day === undefined || !exists(day)) return { taken: isNone(text) ? 'never' : 'sometimes', ...unknown };
  const whole = Date.parse(`${day}T${hour}:${minute}:${second}${zone ?? 'Z'}`) / 1000 + Number(`0${fraction}`);
  return zone === undefined
    ? { taken: 'always', instant: undefined, range: [whole - EAST, whole + WEST], utc: whole }
    : at(whole);
}

const unknown = { instant: undefined, range: undefined, utc: undefined };
const at = (instant: number): Until => ({ taken: 'always', instant, range: [instant, instant], utc: instant });
const ago = (now: number, length: number) => ({ ...at(now - length), instant: undefined });

/** Seconds of a duration. */
const length = (text: string): number =>
  (text.startsWith('-') ? -1 : 1) *
  [...text.matchAll(amount)].reduce((sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0), 0);

/** Whether a text is surely no time: one without a digit, or with a day that no calendar has. */
function isNone(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  return day === undefined ? !/\d/.test(text) : !exists(day);
}

/** Whether the calendar has the day: Date.parse takes 31 February for a day in March, or for none. */
function exists(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  // Years below 100 mean 19xx to Date.UTC, and the first toISOString() of a process loads tables for 30 ms.
  const found = new Date(new Date(0).setUTCFullYear(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}
