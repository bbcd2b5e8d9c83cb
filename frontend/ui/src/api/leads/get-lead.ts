/** GET /admin/leads/{id}: one lead with its history. Two features show it, so it lives above both. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../client';
import { keys } from '../query-keys';

export function leadOptions(id: string) {
  return queryOptions({
    queryKey: keys.leads.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/leads/{lead_id}', { params: { path: { lead_id: id } }, signal })),
  });
}

export function useLead(id: string) {
  return useQuery(leadOptions(id));
}
