/** A lead before it is there. */
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';

export function LeadSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="mt-3 flex flex-col gap-6">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <div className="flex items-center gap-4">
        <Skeleton className="size-14 rounded-full" />
        <Skeleton className="h-7 w-56" />
      </div>
      <Skeleton className="h-24 w-full rounded-card" />
      <div className="grid gap-6 md:grid-cols-2">
        <Skeleton className="h-64 w-full rounded-card" />
        <Skeleton className="h-64 w-full rounded-card" />
      </div>
    </div>
  );
}
