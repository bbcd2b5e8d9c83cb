/** The words of a bubble, with the time in their last corner. */
import { clsx } from 'clsx';
import { BubbleMeta } from './bubble-meta';
import type { BubbleView } from './bubble-view';
import { FormattedText } from './formatted-text';

type Props = { view: BubbleView; words: string | undefined; isJumbo: boolean };

export function BubbleWords({ view, words, isJumbo }: Props) {
  return (
    <div className="relative px-2.5 pt-1.5 pb-2">
      {view.header && <p className="mb-1 font-semibold">{view.header}</p>}
      {view.people?.map((person) => (
        <p key={person} className="font-medium">
          {person}
        </p>
      ))}
      <p
        className={clsx(
          'whitespace-pre-wrap break-words',
          isJumbo && 'text-[2.25rem] leading-[2.75rem]',
          view.otherKind && 'text-bubble-in-meta italic',
        )}
      >
        {words && <FormattedText text={words} />}
        {!view.footer && <BubbleMeta view={view} as="spacer" />}
      </p>
      {view.footer && (
        <p className="mt-0.5 text-bubble-in-meta text-xs">
          {view.footer}
          <BubbleMeta view={view} as="spacer" />
        </p>
      )}
      <BubbleMeta view={view} as="corner" />
    </div>
  );
}
