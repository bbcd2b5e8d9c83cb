/** The cache of server state: patient with the network, never with a refusal; the sync keeps it fresh, not the focus. */
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';

const RETRIES = 2;
const FRESH_MS = 60_000;

export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= RETRIES) return false;
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status >= 500;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: isWorthRetrying, staleTime: FRESH_MS, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
