/** /leads: the board, as it changes. */
import { Columns3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBoard } from '@/api/leads/get-board';
import { EmptyState } from '@/components/empty-state';
import { ErrorState } from '@/components/error-state';
import { SimulatorLink } from '@/components/simulator-link';
import { useTitle } from '@/lib/title';
import { Board } from './components/board';
import { BoardSkeleton } from './components/board-skeleton';

export function LeadsRoute() {
  const { t } = useTranslation('leads');
  const board = useBoard();
  useTitle(t('title'));
  const total = board.data?.stages.reduce((sum, stage) => sum + stage.count, 0) ?? 0;
  return (
    <div className="flex h-full flex-col">
      <header className="flex items-baseline gap-3 px-4 pt-4 pb-3 md:px-6">
        <h1 className="font-semibold text-xl tracking-tight">{t('title')}</h1>
        {total > 0 && <p className="text-muted">{t('board.count', { count: total })}</p>}
      </header>
      <div className="min-h-0 flex-1">
        {board.isPending ? (
          <BoardSkeleton />
        ) : !board.data ? (
          <ErrorState error={board.error} onRetry={() => void board.refetch()} />
        ) : total === 0 ? (
          <EmptyState
            icon={Columns3}
            title={t('empty.title')}
            action={<SimulatorLink>{t('empty.simulator')}</SimulatorLink>}
          >
            {t('empty.words')}
          </EmptyState>
        ) : (
          <Board board={board.data} />
        )}
      </div>
    </div>
  );
}
