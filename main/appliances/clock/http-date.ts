/** The `Date` header of HTTP (RFC 9110 §5.6.7, §6.6.1) as a clock: whole seconds, narrowed by asking around their change. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = MONTHS.join('|');
const TIME = '(?<h>[01]\\d|2[0-3]):(?<m>[0-5]\\d):(?<s>[0-5]\\d|60)';
/** The one that servers send, and the two old ones that have to be read too. */
const FORMS = [
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) (?<month>${MONTH}) (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(
    `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d{2})-(?<month>${MONTH})-(?<year>\\d{2}) ${TIME} GMT$`,
  ),
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>${MONTH}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];
const SECOND_MS = 1000;

/**
 * An HTTP-date: IMF-fixdate, RFC 850 or asctime; milliseconds since 1970, null when it is none. The name of the weekday is
 * not checked against the date. A leap second counts as the one after it.
 * @param nowMs about now: two digits of a year mean the one that is not more than 50 years ahead (RFC 9110 §5.6.7)
 */
export function parseHttpDate(text: string, nowMs: number): number | null {
  const groups = FORMS.map((form) => form.exec(text)?.groups).find(Boolean);
  if (!groups) return null;
  const number = (name: string) => Number(groups[name]);
  const day = number('day');
  const year = groups.year?.length === 2 ? fullYear(number('year'), new Date(nowMs).getUTCFullYear()) : number('year');
  const month = MONTHS.indexOf(groups.month ?? '');
  const midnight = new Date(0).setUTCFullYear(year, month, day);
  if (new Date(midnight).getUTCDate() !== day) return null;
  return midnight + ((number('h') * 60 + number('m')) * 60 + number('s')) * SECOND_MS;
}

function fullYear(two: number, now: number): number {
  const year = now - (now % 100) + two;
  return year > now + 50 ? year - 100 : year;
}

/** Between these the server's clock is ahead of ours, milliseconds. */
export interface Bounds {
  low: number;
  high: number;
}
/** One answer: `date` was the server's second at some moment from `sentMs` to `receivedMs` of our clock. */
export interface DateSample {
  dateMs: number;
  sentMs: number;
  receivedMs: number;
}

/** What one answer says. */
export const boundsOf = ({ dateMs, sentMs, receivedMs }: DateSample): Bounds => ({
  low: dateMs - receivedMs,
  high: dateMs + SECOND_MS - sentMs,
});

/** What both say; null when they contradict each other. */
export function both(one: Bounds, other: Bounds): Bounds | null {
  const bounds = { low: Math.max(one.low, other.low), high: Math.min(one.high, other.high) };
  return bounds.low <= bounds.high ? bounds : null;
}

/**
 * How long to wait until the server's second changes, if its clock is in the middle of the bounds: an answer of that moment
 * cuts them in half.
 * @param arrivesMs by our clock, when a question would reach the server if it went out at once
 */
export function untilChange({ low, high }: Bounds, arrivesMs: number): number {
  const phase = (arrivesMs + (low + high) / 2) % SECOND_MS;
  return phase === 0 ? 0 : SECOND_MS - (phase < 0 ? phase + SECOND_MS : phase);
}
