/** POST /sim/contacts: a new person, with a phone number of their own or with a username only. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import { newContact } from '../model/new-contact';
import type { SimContact } from '../model/wire';
import { ask } from './simulator-client';

export type NewContact = { name: string; usernameOnly: boolean };

export function useAddContact(base: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, usernameOnly }: NewContact) =>
      ask<SimContact>(`${base}/sim/contacts`, { body: newContact(name, usernameOnly, Math.random) }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.simulator.contacts }),
  });
}
