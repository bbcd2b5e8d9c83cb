/** The sync asks often where someone looks, seldom where no one does, and backs off when it is refused. */
import { describe, expect, it } from 'vitest';
import { type Circumstances, nextPeriod } from './period';

const looking: Circumstances = {
  screen: 'inbox',
  hiddenForMs: null,
  idleForMs: 0,
  failures: 0,
  retryAfterMs: null,
};
const MIDDLE = 0.5; // no jitter

describe('nextPeriod', () => {
  it('is short on the inbox, longer elsewhere', () => {
    expect(nextPeriod(looking, MIDDLE)).toBe(4_000);
    expect(nextPeriod({ ...looking, screen: 'leads' }, MIDDLE)).toBe(8_000);
    expect(nextPeriod({ ...looking, screen: 'other' }, MIDDLE)).toBe(30_000);
  });

  it('slows down for an idle person but never speeds up a slow screen', () => {
    expect(nextPeriod({ ...looking, idleForMs: 120_000 }, MIDDLE)).toBe(20_000);
    expect(nextPeriod({ ...looking, screen: 'other', idleForMs: 120_000 }, MIDDLE)).toBe(30_000);
  });

  it('is a minute in a hidden tab, and stops after ten', () => {
    expect(nextPeriod({ ...looking, hiddenForMs: 1 }, MIDDLE)).toBe(60_000);
    expect(nextPeriod({ ...looking, hiddenForMs: 600_000 }, MIDDLE)).toBeNull();
  });

  it('doubles with every failure up to a minute', () => {
    expect([1, 2, 3, 4, 9].map((failures) => nextPeriod({ ...looking, failures }, MIDDLE))).toEqual([
      8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('waits at least as long as the server asked', () => {
    expect(nextPeriod({ ...looking, failures: 1, retryAfterMs: 90_000 }, MIDDLE)).toBe(90_000);
  });

  it('stays within fifteen percent of the period', () => {
    expect(nextPeriod(looking, 0)).toBe(3_400);
    expect(nextPeriod(looking, 1)).toBe(4_600);
  });
});
