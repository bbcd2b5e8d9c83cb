/** Runs the sync while the shell is shown, and tells it which screen is looked at. */
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Screen } from '@/api/sync/period';
import { type Sync, type SyncState, startSync } from '@/api/sync/sync';

function screenAt(pathname: string): Screen {
  if (pathname.startsWith('/inbox')) return 'inbox';
  if (pathname.startsWith('/leads')) return 'leads';
  return 'other';
}

export function useSync(): SyncState {
  const client = useQueryClient();
  const { pathname } = useLocation();
  const [state, setState] = useState<SyncState>('live');
  const running = useRef<Sync | null>(null);
  const screen = screenAt(pathname);

  useEffect(() => {
    const sync = startSync(client, setState);
    running.current = sync;
    return () => {
      running.current = null;
      sync.stop();
    };
  }, [client]);

  useEffect(() => running.current?.look(screen), [screen]);

  return state;
}
