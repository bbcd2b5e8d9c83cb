/** A conversation with its days, held at its end while it grows. */
import { clsx } from 'clsx';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/time';
import type { BubbleActions, BubbleView } from './bubble-view';
import { ChatBubble } from './chat-bubble';
import { groupByDay } from './day-groups';

type Props = {
  label: string;
  /** Oldest first. */
  views: readonly BubbleView[];
  /** Names of the two sides, for those who hear the chat. */
  speakers: Record<BubbleView['side'], string>;
  actions?: BubbleActions | undefined;
  busy?: boolean;
  before?: ReactNode;
  after?: ReactNode;
  className?: string;
};

export function ChatLog({ label, views, speakers, actions, busy = false, before, after, className }: Props) {
  const { i18n } = useTranslation();
  const days = useMemo(() => groupByDay(views), [views]);
  // Reversed column with one child: the browser itself keeps the end in view, and the place when older ones come above.
  return (
    <section
      role="log"
      aria-label={label}
      aria-busy={busy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
      tabIndex={0}
      className={clsx(
        'chat-ground -outline-offset-2 flex min-h-0 flex-col-reverse overflow-y-auto overscroll-contain',
        className,
      )}
    >
      <div className="mx-auto flex min-h-full w-full max-w-3xl shrink-0 flex-col px-3 pt-2 pb-3 md:px-5">
        {before}
        <div aria-hidden className="flex-1" />
        {days.map((day) => (
          <div key={day.key}>
            <p className="my-3 flex justify-center">
              <time
                dateTime={day.at}
                className="rounded-full bg-surface px-3 py-1 font-medium text-2xs text-muted shadow-1 first-letter:uppercase"
              >
                {formatDay(day.at, i18n.language)}
              </time>
            </p>
            {day.entries.map(({ view, startsRun }) => (
              <ChatBubble
                key={view.id}
                view={view}
                startsRun={startsRun}
                speaker={speakers[view.side]}
                actions={actions}
              />
            ))}
          </div>
        ))}
        {after}
      </div>
    </section>
  );
}
