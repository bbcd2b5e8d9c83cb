/** The stages side by side; on a phone one fills the screen and the next is a swipe away. */
import { useTranslation } from 'react-i18next';
import type { Board as BoardData } from '@/api/types';
import { Column } from './column';

export function Board({ board }: { board: BoardData }) {
  const { t } = useTranslation('leads');
  return (
    <section
      aria-label={t('board.label')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
      tabIndex={0}
      className="-outline-offset-2 relative flex h-full snap-x snap-mandatory gap-3 overflow-x-auto overscroll-x-contain px-4 pb-4 md:snap-none md:px-6"
    >
      {board.stages.map((stage) => (
        <Column key={stage.id} stage={stage} />
      ))}
    </section>
  );
}
