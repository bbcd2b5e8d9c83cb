/** GET /sim/contacts: the people one can be. The first visit finds one already there, so that "oi" can be said at once. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import type { SimContact } from '../model/wire';
import { ask } from './simulator-client';

const FIRST = { wa_id: '5511999990001', name: 'Ana Souza' };

async function listContacts(base: string): Promise<SimContact[]> {
  const answer = await ask<SimContact[] | { contacts: SimContact[] }>(`${base}/sim/contacts`);
  const contacts = Array.isArray(answer) ? answer : answer.contacts;
  // Creating the same person twice is the same as once, so two tabs may do it.
  return contacts.length > 0 ? contacts : [await ask<SimContact>(`${base}/sim/contacts`, { body: FIRST })];
}

export function contactsOptions(base: string) {
  return queryOptions({
    queryKey: keys.simulator.contacts,
    queryFn: () => listContacts(base),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

export function useContacts(base: string) {
  return useQuery(contactsOptions(base));
}
