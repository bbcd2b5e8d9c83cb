/** POST /auth/login: the tokens are kept in this browser. */
import { useMutation } from '@tanstack/react-query';
import { open, unwrap } from '@/api/client';
import { keepSession } from '@/api/session';
import type { Login } from '../model/login-schema';

export function useSignIn() {
  return useMutation({
    mutationFn: async (login: Login) => {
      keepSession(await unwrap(open.POST('/auth/login', { body: login })));
    },
  });
}
