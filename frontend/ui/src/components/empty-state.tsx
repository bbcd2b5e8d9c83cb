/** Nothing here yet: what will come, and how to make it come. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode };

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="flex h-full flex-col items-center justify-center px-6 py-12 text-center">
      <span className="mb-4 grid size-14 place-items-center rounded-2xl bg-brand-soft text-brand">
        <Icon aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <p className="font-semibold text-base">{title}</p>
      {children && <p className="mt-1.5 max-w-sm text-balance text-muted">{children}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
