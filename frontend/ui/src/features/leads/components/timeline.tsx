/** What happened to a lead, the latest first. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadEvent } from '@/api/types';
import { formatMoment } from '@/lib/time';
import { useEventWords } from '../model/use-event-words';

const ACTORS = ['bot', 'human', 'system'] as const;

export function Timeline({ events }: { events: readonly LeadEvent[] }) {
  const { t, i18n } = useTranslation('leads');
  const words = useEventWords();
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface p-5 shadow-1">
      <h2 id={id} className="mb-4 font-semibold text-base">
        {t('timeline.title')}
      </h2>
      <ol aria-labelledby={id} className="flex flex-col">
        {events.map((event) => {
          const actor = ACTORS.find((one) => one === event.actor);
          return (
            <li key={event.id} className="relative flex gap-3.5 pb-5 last:pb-0 [&:last-child>.stem]:hidden">
              <span aria-hidden className="stem absolute top-4 bottom-0 left-[5px] w-px bg-line" />
              <span
                aria-hidden
                className="relative mt-1.5 size-[11px] shrink-0 rounded-full border-2 border-brand bg-surface"
              />
              <div className="min-w-0">
                <p className="break-words">{words(event)}</p>
                <p className="mt-0.5 text-muted text-xs">
                  <time dateTime={event.at}>{formatMoment(event.at, i18n.language)}</time>
                  {` · ${actor ? t(`timeline.by.${actor}`) : event.actor}`}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
