/** Days and runs are what the eye expects in a chat. */
import { expect, it } from 'vitest';
import type { BubbleView } from './bubble-view';
import { groupByDay } from './day-groups';

function said(id: string, side: BubbleView['side'], at: string): BubbleView {
  return { id, side, at: new Date(at).toISOString(), text: id };
}

it('starts a day for every date and a run for every change of side', () => {
  const days = groupByDay([
    said('a', 'mine', '2026-11-22T10:00:00'),
    said('b', 'mine', '2026-11-22T10:01:00'),
    said('c', 'theirs', '2026-11-22T10:02:00'),
    said('d', 'theirs', '2026-11-23T00:00:30'),
  ]);

  expect(days.map((day) => day.entries.map((entry) => [entry.view.id, entry.startsRun]))).toEqual([
    [
      ['a', true],
      ['b', false],
      ['c', true],
    ],
    [['d', true]],
  ]);
});

it('starts a new run after a silence', () => {
  const [day] = groupByDay([
    said('a', 'mine', '2026-11-22T10:00:00'),
    said('b', 'mine', '2026-11-22T10:10:00'),
  ]);

  expect(day?.entries.map((entry) => entry.startsRun)).toEqual([true, true]);
});

it('has no days without messages', () => {
  expect(groupByDay([])).toEqual([]);
});
