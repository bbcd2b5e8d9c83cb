/** GET /admin/conversations: the list, newest message first, a page at a time. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { type ConversationFilter, keys } from '@/api/query-keys';

export function conversationsOptions(filter: ConversationFilter) {
  return infiniteQueryOptions({
    queryKey: keys.conversations.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/admin/conversations', {
          params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useConversations(filter: ConversationFilter) {
  return useInfiniteQuery(conversationsOptions(filter));
}
