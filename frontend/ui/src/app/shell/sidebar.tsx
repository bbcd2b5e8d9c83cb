/** The main navigation beside the screen: a rail of icons on tablets, a column with words on desktops. */
import { Link } from '@tanstack/react-router';
import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocalConfig } from '@/api/local-config';
import { Brand } from '@/components/brand';
import { DESTINATIONS } from './destinations';
import { SidebarAccount } from './sidebar-account';

const item =
  'flex flex-col items-center gap-1 rounded-control px-1 py-2 text-2xs transition-colors lg:flex-row lg:gap-2.5 lg:px-2.5 lg:py-2 lg:text-sm';
const current = 'bg-brand-soft font-medium text-brand';
const other = 'text-muted hover:bg-sunken hover:text-fg';

export function Sidebar() {
  const { t } = useTranslation();
  const local = useLocalConfig();
  return (
    <header className="hidden w-24 shrink-0 flex-col border-line border-r bg-surface md:flex lg:w-56">
      <div className="flex h-16 items-center justify-center px-4 lg:justify-start">
        <Brand compact="below-lg" />
      </div>
      <nav
        aria-label={t('nav.label')}
        className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto px-2 py-1 lg:px-3"
      >
        {DESTINATIONS.map(({ to, words, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            className={item}
            activeProps={{ className: current }}
            inactiveProps={{ className: other }}
          >
            <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
            {t(words)}
          </Link>
        ))}
        {local.data && (
          <Link to="/simulator" target="_blank" className={`${item} ${other} mt-auto`}>
            <Smartphone aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
            {t('nav.simulator')}
          </Link>
        )}
      </nav>
      <SidebarAccount />
    </header>
  );
}
