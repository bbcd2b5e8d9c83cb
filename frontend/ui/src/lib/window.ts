/** The 24 hours in which a business may write freely after the person's last message. */

export type Window = { open: boolean; expires_at?: string | null };

export type WindowLeft = { kind: 'closed' } | { kind: 'hours'; hours: number } | { kind: 'lessThanHour' };

/** What is left of the window now; whole hours, rounded down, so that nobody counts on time that is not there. */
export function windowLeft(window: Window, now: number): WindowLeft {
  const left = window.expires_at ? Date.parse(window.expires_at) - now : 0;
  if (!window.open || left <= 0) return { kind: 'closed' };
  const hours = Math.floor(left / 3_600_000);
  return hours >= 1 ? { kind: 'hours', hours } : { kind: 'lessThanHour' };
}
