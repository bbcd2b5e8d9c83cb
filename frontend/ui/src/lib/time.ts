/** Times as people say them, in their language and their own time zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a format costs far more than using it, and a thread uses thousands. */
function format(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(language, options);
    formats.set(key, known);
  }
  return known;
}

export function formatClock(at: string, language: string): string {
  return format(language, 'clock', { timeStyle: 'short' }).format(new Date(at));
}

/** Whole days between two moments by the calendar, not by 24 hours. */
export function daysBetween(earlier: Date, later: Date): number {
  const start = Date.UTC(earlier.getFullYear(), earlier.getMonth(), earlier.getDate());
  const end = Date.UTC(later.getFullYear(), later.getMonth(), later.getDate());
  return Math.round((end - start) / 86_400_000);
}

/** Today, yesterday, a weekday of this week, or the date. */
export function formatDay(at: string, language: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  if (days === 0 || days === 1)
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
  if (days > 1 && days < 7) return format(language, 'weekday', { weekday: 'long' }).format(date);
  return format(language, 'date', { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

/** The clock for today, "yesterday", a weekday of this week, else a short date: what a list of chats shows. */
export function formatListTime(at: string, language: string, now = new Date()): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  if (days <= 0) return formatClock(at, language);
  if (days === 1) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-1, 'day');
  if (days < 7) return format(language, 'short weekday', { weekday: 'short' }).format(date).replace('.', '');
  return format(language, 'short date', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(date);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 hours ago", in the largest unit that fits; under a minute it is "now". */
export function formatAgo(at: string, language: string, now = new Date()): string {
  const passed = now.getTime() - Date.parse(at);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  for (const [unit, length] of UNITS) {
    if (passed >= length) return relative.format(-Math.floor(passed / length), unit);
  }
  return relative.format(0, 'second');
}

export function formatMoment(at: string, language: string): string {
  return format(language, 'moment', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** Seconds as m:ss; what is not known yet (a stream says Infinity) is 0:00. */
export function formatDuration(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.floor(seconds) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
