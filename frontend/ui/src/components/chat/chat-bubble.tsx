/** One message, drawn: the same in the simulator's phone and in the inbox. Without `actions` its buttons are only shown. */
import { clsx } from 'clsx';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { BubbleButtons } from './bubble-buttons';
import { BubbleMedia } from './bubble-media';
import { BubbleMeta } from './bubble-meta';
import type { BubbleActions, BubbleView } from './bubble-view';
import { BubbleWords } from './bubble-words';
import { PlaceCard } from './place-card';
import { isJumbo, plainText } from './rich-text';

type Props = {
  view: BubbleView;
  startsRun: boolean;
  /** Who is at this side, said before the message to those who do not see the sides. */
  speaker: string;
  actions?: BubbleActions | undefined;
};

function firstLine(text: string): string {
  return plainText(text.split('\n').find((line) => line.trim() !== '') ?? '');
}

export const ChatBubble = memo(function Bubble({ view, startsRun, speaker, actions }: Props) {
  const { t } = useTranslation('chat');
  const isMine = view.side === 'mine';
  const isCard = view.media?.kind === 'image' && Boolean(view.text);
  const isBare = view.media?.kind === 'sticker' && !view.text;
  const isWide = isCard || Boolean(view.place) || Boolean(view.cards) || view.media?.kind === 'image';
  const jumbo = view.text !== undefined && !view.media && isJumbo(view.text);
  const words = view.text ?? (view.otherKind ? t('kind.other', { kind: view.otherKind }) : undefined);
  const hasWords = Boolean(words || view.header || view.people || view.footer);
  const Tag = isCard ? 'article' : 'div';

  return (
    <div
      className={clsx('flex flex-col', isMine ? 'items-end' : 'items-start', startsRun ? 'mt-2.5' : 'mt-0.5')}
    >
      <Tag
        aria-label={isCard && view.text ? firstLine(view.text) : undefined}
        className={clsx(
          'relative min-w-0 max-w-[85%] rounded-bubble text-[0.9063rem] leading-5 md:max-w-[78%]',
          isWide && 'w-76',
          !isBare && 'shadow-1',
          !isBare && (isMine ? 'bg-bubble-out' : 'bg-bubble-in'),
          startsRun &&
            !isBare &&
            (isMine ? 'bubble-tail-mine rounded-tr-none' : 'bubble-tail-theirs rounded-tl-none'),
        )}
      >
        <span className="sr-only">{`${speaker}: `}</span>
        {view.quote && (
          <p className="m-1 mb-0 truncate rounded-md border-bubble-action border-l-3 bg-fg/5 px-2 py-1.5 text-xs opacity-90">
            {plainText(view.quote)}
          </p>
        )}
        {view.media && <BubbleMedia media={view.media} alt={view.text ? firstLine(view.text) : undefined} />}
        {view.place && <PlaceCard place={view.place} />}
        {hasWords ? (
          <BubbleWords view={view} words={words} isJumbo={jumbo} />
        ) : (
          <div className={clsx('flex justify-end px-2 pt-0.5 pb-1', isBare && 'px-0')}>
            <BubbleMeta view={view} as="row" />
          </div>
        )}
        <BubbleButtons view={view} actions={actions} />
      </Tag>
      {view.cards && (
        <div className="flex max-w-full snap-x gap-2 overflow-x-auto pb-1 [&>div]:shrink-0 [&>div]:snap-start [&_article]:w-60 [&_article]:max-w-none">
          {view.cards.map((card) => (
            <ChatBubble key={card.id} view={card} startsRun={false} speaker={speaker} actions={actions} />
          ))}
        </div>
      )}
      {view.reactions && view.reactions.length > 0 && (
        <p className="-mt-1.5 z-10 mx-2 rounded-full border border-line bg-raised px-1.5 py-0.5 text-xs shadow-1">
          <span className="sr-only">{t('reaction')}</span>
          {view.reactions.join('')}
        </p>
      )}
      {view.failure && (
        <p className="mt-1 max-w-[78%] text-danger text-xs">{t('failed', { reason: view.failure })}</p>
      )}
    </div>
  );
});
