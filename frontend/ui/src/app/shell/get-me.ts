/** GET /auth/me: the person, and the business they work for. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/query-keys';

export const meOptions = queryOptions({
  queryKey: keys.me,
  queryFn: () => unwrap(api.GET('/auth/me')),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe() {
  return useQuery(meOptions);
}
