/** Time, author and ticks in the corner of a bubble; the spacer keeps the last line of text clear of them. */
import { clsx } from 'clsx';
import { Bot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '@/lib/time';
import type { BubbleView } from './bubble-view';
import { Ticks } from './ticks';

export function BubbleMeta({ view, isSpacer = false }: { view: BubbleView; isSpacer?: boolean }) {
  const { t, i18n } = useTranslation('chat');
  const place = isSpacer
    ? 'invisible float-right ml-2 h-3'
    : clsx(
        'absolute right-2 bottom-1',
        view.side === 'mine' ? 'text-bubble-out-meta' : 'text-bubble-in-meta',
      );
  return (
    <span
      aria-hidden={isSpacer || undefined}
      className={clsx(
        'inline-flex select-none items-center gap-0.5 whitespace-nowrap text-2xs leading-4',
        place,
      )}
    >
      {view.author === 'bot' && (
        <>
          <Bot aria-hidden className="mr-0.5 size-3.5" strokeWidth={1.75} />
          <span className="sr-only">{t('author.bot')}</span>
        </>
      )}
      <time dateTime={view.at}>{formatClock(view.at, i18n.language)}</time>
      {view.tick && <Ticks tick={view.tick} className="-mr-0.5" />}
    </span>
  );
}
