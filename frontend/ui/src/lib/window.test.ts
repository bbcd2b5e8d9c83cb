/** The window never promises more time than there is. */
import { expect, it } from 'vitest';
import { windowLeft } from './window';

const now = Date.parse('2026-11-23T12:00:00Z');
const until = (expires_at: string | null, open = true) => windowLeft({ open, expires_at }, now);

it('rounds hours down', () => {
  expect(until('2026-11-24T11:59:59Z')).toEqual({ kind: 'hours', hours: 23 });
  expect(until('2026-11-24T12:00:00Z')).toEqual({ kind: 'hours', hours: 24 });
});

it('has a last hour', () => {
  expect(until('2026-11-23T12:59:00Z')).toEqual({ kind: 'lessThanHour' });
});

it('closes by the clock even before the server says so', () => {
  expect(until('2026-11-23T12:00:00Z')).toEqual({ kind: 'closed' });
  expect(until('2026-11-24T12:00:00Z', false)).toEqual({ kind: 'closed' });
  expect(until(null)).toEqual({ kind: 'closed' });
});
