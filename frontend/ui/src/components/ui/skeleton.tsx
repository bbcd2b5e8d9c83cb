/** The shape of what is coming, shown only when it takes longer than 150 ms. */
import { clsx } from 'clsx';

export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className="animate-appear">
      <div className={clsx('animate-shimmer rounded-control bg-line', className)} />
    </div>
  );
}
