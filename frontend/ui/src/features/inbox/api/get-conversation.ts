/** GET /admin/conversations/{id}: who it is with, who answers, and where in the flow it stands. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/query-keys';

export function conversationOptions(id: string) {
  return queryOptions({
    queryKey: keys.conversations.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/conversations/{conversation_id}', {
          params: { path: { conversation_id: id } },
          signal,
        }),
      ),
  });
}

export function useConversation(id: string) {
  return useQuery(conversationOptions(id));
}
