/** The list before it is there. */
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';

export function ConversationSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-1 px-4">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      {['w-32', 'w-44', 'w-28', 'w-40', 'w-36', 'w-48'].map((width) => (
        <div key={width} className="flex items-center gap-3 py-2.5">
          <Skeleton className="size-11 rounded-full" />
          <div className="flex-1 space-y-2">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
