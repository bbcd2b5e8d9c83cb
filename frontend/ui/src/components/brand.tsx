/** The mark and the name; where room is short, the mark alone. */
import { clsx } from 'clsx';

export function Brand({
  compact = 'never',
  className,
}: {
  compact?: 'never' | 'below-lg';
  className?: string;
}) {
  return (
    <span className={clsx('inline-flex items-center gap-2.5', className)}>
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8 shrink-0">
        <rect width="32" height="32" rx="9" className="fill-brand" />
        <path
          d="M16 7.5c-5 0-9 3.4-9 7.6 0 2.4 1.3 4.5 3.4 5.9-.1 1.2-.6 2.4-1.5 3.3 1.8-.1 3.5-.7 4.9-1.8.7.1 1.4.2 2.2.2 5 0 9-3.4 9-7.6s-4-7.6-9-7.6Z"
          className="fill-on-brand"
        />
        <path
          d="M12.2 13.4h7.6M12.2 16.9h4.8"
          className="stroke-brand"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </svg>
      <span
        className={clsx(
          'font-semibold text-lg tracking-tight',
          compact === 'below-lg' && 'sr-only lg:not-sr-only',
        )}
      >
        {'Prosa'}
      </span>
    </span>
  );
}
