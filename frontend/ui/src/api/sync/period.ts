/** When the next sync is due, from where the person is looking and how the last ones went. */

export type Screen = 'inbox' | 'leads' | 'other';

export type Circumstances = {
  screen: Screen;
  /** Milliseconds since the tab was hidden, or null while it is visible. */
  hiddenForMs: number | null;
  /** Milliseconds since the last key, pointer or touch. */
  idleForMs: number;
  /** Failed syncs in a row. */
  failures: number;
  /** What the server asked for after its last refusal. */
  retryAfterMs: number | null;
};

const PERIOD_MS: Record<Screen, number> = { inbox: 4_000, leads: 8_000, other: 30_000 };
const IDLE_AFTER_MS = 2 * 60_000;
const IDLE_MS = 20_000;
const HIDDEN_MS = 60_000;
const STOP_HIDDEN_AFTER_MS = 10 * 60_000;
const LONGEST_MS = 60_000;
const JITTER = 0.15; // so that a team that comes back from lunch does not poll in step

/** Milliseconds until the next sync, or null for "not before something happens". `dice` is in [0, 1). */
export function nextPeriod(now: Circumstances, dice: number): number | null {
  if (now.hiddenForMs !== null && now.hiddenForMs >= STOP_HIDDEN_AFTER_MS) return null;
  let period = PERIOD_MS[now.screen];
  if (now.idleForMs >= IDLE_AFTER_MS) period = Math.max(period, IDLE_MS);
  if (now.hiddenForMs !== null) period = HIDDEN_MS;
  if (now.failures > 0) period = Math.min(period * 2 ** now.failures, LONGEST_MS);
  const jittered = period * (1 - JITTER + 2 * JITTER * dice);
  return Math.round(Math.max(jittered, now.retryAfterMs ?? 0));
}
