/** The board before it is there. */
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';

const COLUMNS = [3, 2, 4, 1, 2];

export function BoardSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="flex h-full gap-3 overflow-hidden px-4 pb-4 md:px-6">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      {COLUMNS.map((cards, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never reordered
        <div key={column} className="flex w-58 shrink-0 flex-col gap-2 rounded-card bg-sunken p-3">
          <Skeleton className="mb-2 h-4 w-28" />
          {Array.from({ length: cards }, (_, card) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never reordered
            <Skeleton key={card} className="h-24 w-full" />
          ))}
        </div>
      ))}
    </div>
  );
}
