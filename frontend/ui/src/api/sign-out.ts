/** POST /auth/logout: the refresh token ends on the server; this browser forgets it whatever the answer. */
import { open } from './client';
import { currentSession, endSession } from './session';

export function signOut(): void {
  const session = currentSession();
  endSession();
  if (!session) return;
  // Nobody waits for the answer: without it the token ends by itself when its time is over.
  open.POST('/auth/logout', { body: { refresh_token: session.refreshToken } }).catch(() => undefined);
}
