/** Time, author and ticks of a bubble. */
import { clsx } from 'clsx';
import { Bot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '@/lib/time';
import type { BubbleView } from './bubble-view';
import { Ticks } from './ticks';

const places = {
  corner: 'absolute right-2 bottom-1',
  spacer: 'invisible ml-2 h-3 align-bottom',
  row: '',
};

type Props = {
  view: BubbleView;
  /** In the corner, as the invisible room that the corner needs at the end of the words, or as a row of its own. */
  as: keyof typeof places;
};

export function BubbleMeta({ view, as }: Props) {
  const { t, i18n } = useTranslation('chat');
  return (
    <span
      aria-hidden={as === 'spacer' || undefined}
      className={clsx(
        'inline-flex select-none items-center gap-0.5 whitespace-nowrap text-2xs leading-4',
        view.side === 'mine' ? 'text-bubble-out-meta' : 'text-bubble-in-meta',
        places[as],
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
