/** A thread before it is there. */
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';

export function ThreadSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-1 flex-col">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <div className="flex h-16 items-center gap-3 border-line border-b bg-surface px-4">
        <Skeleton className="size-10 rounded-full" />
        <div className="space-y-2">
          <Skeleton className="h-3.5 w-36" />
          <Skeleton className="h-3 w-28" />
        </div>
      </div>
      <div className="chat-ground flex flex-1 flex-col justify-end gap-3 p-5">
        <Skeleton className="h-10 w-56 rounded-bubble" />
        <Skeleton className="ml-auto h-16 w-72 rounded-bubble" />
        <Skeleton className="h-10 w-40 rounded-bubble" />
      </div>
      <div className="h-16 border-line border-t bg-surface" />
    </div>
  );
}
