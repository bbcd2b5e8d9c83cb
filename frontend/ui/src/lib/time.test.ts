/** Times read as a person would say them. */
import { describe, expect, it } from 'vitest';
import { daysBetween, formatAgo, formatDay, formatDuration, formatListTime } from './time';

const now = new Date(2026, 10, 23, 15, 0);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString();

describe('formatDay', () => {
  it('says today, yesterday, a weekday, then the date', () => {
    expect(formatDay(at(2026, 10, 23, 0, 5), 'pt-BR', now)).toBe('hoje');
    expect(formatDay(at(2026, 10, 22, 23, 59), 'pt-BR', now)).toBe('ontem');
    expect(formatDay(at(2026, 10, 19), 'en', now)).toBe('Thursday');
    expect(formatDay(at(2026, 9, 1), 'pt-BR', now)).toBe('1 de outubro de 2026');
  });
});

describe('formatListTime', () => {
  it('shortens with distance', () => {
    expect(formatListTime(at(2026, 10, 23, 9, 7), 'pt-BR', now)).toBe('09:07');
    expect(formatListTime(at(2026, 10, 22, 9, 7), 'pt-BR', now)).toBe('ontem');
    expect(formatListTime(at(2026, 10, 19), 'pt-BR', now)).toBe('qui');
    expect(formatListTime(at(2026, 0, 2), 'pt-BR', now)).toBe('02/01/26');
  });
});

it('counts days by the calendar', () => {
  expect(daysBetween(new Date(2026, 10, 22, 23, 59), new Date(2026, 10, 23, 0, 1))).toBe(1);
});

it('says how long ago in the largest unit that fits', () => {
  expect(formatAgo(at(2026, 10, 23, 14, 59), 'en', now)).toBe('1 min. ago');
  expect(formatAgo(at(2026, 10, 23, 12, 0), 'pt-BR', now)).toBe('há 3 h');
  expect(formatAgo(now.toISOString(), 'en', now)).toBe('now');
});

it('writes durations as minutes and seconds', () => {
  expect([0, 7.9, 65, Number.POSITIVE_INFINITY].map(formatDuration)).toEqual([
    '0:00',
    '0:07',
    '1:05',
    '0:00',
  ]);
});
