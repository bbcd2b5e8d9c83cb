/** GET /admin/leads?stage=: the leads of a stage beyond those the board already shows. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/query-keys';

export function useStageBeyond(stage: string, firstCursor: string | null, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.leads.stage(stage), firstCursor],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/admin/leads', {
          params: { query: { stage, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: firstCursor,
    getNextPageParam: (page) => page.next_cursor,
    enabled: enabled && firstCursor !== null,
  });
}
