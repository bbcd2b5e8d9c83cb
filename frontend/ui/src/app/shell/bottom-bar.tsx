/** The main navigation of phones, at the thumb; "more" opens what the sidebar shows at its foot. */
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DESTINATIONS } from './destinations';

const MoreSheet = lazy(() => import('./more-sheet').then((file) => ({ default: file.MoreSheet })));

const item = 'flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-2xs';

export function BottomBar({ hidden }: { hidden: boolean }) {
  const { t } = useTranslation();
  const [isMoreOpen, setMoreOpen] = useState(false);
  return (
    <nav
      aria-label={t('nav.label')}
      className={clsx(
        'border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden',
        hidden ? 'hidden' : 'flex',
      )}
    >
      {DESTINATIONS.map(({ to, words, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={item}
          activeProps={{ className: 'font-medium text-brand' }}
          inactiveProps={{ className: 'text-muted' }}
        >
          <Icon aria-hidden className="size-5.5" strokeWidth={1.75} />
          {t(words)}
        </Link>
      ))}
      <button
        type="button"
        className={`${item} text-muted`}
        aria-haspopup="dialog"
        onClick={() => setMoreOpen(true)}
      >
        <Ellipsis aria-hidden className="size-5.5" strokeWidth={1.75} />
        {t('nav.more')}
      </button>
      {isMoreOpen && (
        <Suspense>
          <MoreSheet open onOpenChange={setMoreOpen} />
        </Suspense>
      )}
    </nav>
  );
}
