/** A flat list of messages as days, with runs of one side drawn close together. Pure. */
import type { BubbleView } from './bubble-view';

export type Entry = { view: BubbleView; startsRun: boolean };
export type Day = { key: string; at: string; entries: Entry[] };

const RUN_MS = 10 * 60_000; // a longer silence starts a new run, as a new thought does

function dayKey(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function continues(previous: BubbleView | undefined, view: BubbleView): boolean {
  if (!previous || previous.side !== view.side || previous.author !== view.author) return false;
  return Date.parse(view.at) - Date.parse(previous.at) < RUN_MS;
}

/** `views` oldest first; days are those of the person's own time zone. */
export function groupByDay(views: readonly BubbleView[]): Day[] {
  const days: Day[] = [];
  let previous: BubbleView | undefined;
  for (const view of views) {
    const key = dayKey(view.at);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: view.at, entries: [] };
      days.push(day);
      previous = undefined;
    }
    day.entries.push({ view, startsRun: !continues(previous, view) });
    previous = view;
  }
  return days;
}
