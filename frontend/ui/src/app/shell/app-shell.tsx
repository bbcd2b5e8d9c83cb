/** The frame round every signed-in screen: navigation, the state of the connection, and the one sync of the browser. */
import { Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BottomBar } from './bottom-bar';
import { ConnectionBar } from './connection-bar';
import { Sidebar } from './sidebar';
import { useSync } from './use-sync';

export function AppShell() {
  const { t } = useTranslation();
  const connection = useSync();
  const location = useLocation();
  const isReadingThread = location.pathname === '/inbox' && 'c' in location.search;
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="-translate-y-20 absolute top-2 left-2 z-50 rounded-control bg-brand px-3 py-2 text-on-brand focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>
      <Sidebar />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionBar state={connection} />
        <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <BottomBar hidden={isReadingThread} />
    </div>
  );
}
