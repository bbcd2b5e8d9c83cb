/** GET /admin/conversations/{id}/messages: the thread, newest first, older pages on demand. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/query-keys';

export function messagesOptions(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.conversations.messages(id),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/admin/conversations/{conversation_id}/messages', {
          params: { path: { conversation_id: id }, query: pageParam ? { cursor: pageParam } : {} },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useMessages(id: string) {
  return useInfiniteQuery(messagesOptions(id));
}
