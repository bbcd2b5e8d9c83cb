/** Says that what is shown may be old: offline, or the server not answering. The data stays readable. */
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '@/api/sync/sync';

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return online;
}

export function ConnectionBar({ state }: { state: SyncState }) {
  const { t } = useTranslation();
  const online = useOnline();
  const words = !online ? t('connection.offline') : state === 'failing' ? t('connection.failing') : null;
  return (
    <div role="status" className="empty:hidden">
      {words && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-center font-medium text-warn text-xs">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          {words}
        </p>
      )}
    </div>
  );
}
