/** Who is signed in: the tokens of this browser, shared by its tabs, renewed by one of them at a time. */
import { readStored, writeStored } from '@/lib/storage';
import { ApiError, errorFromAnswer } from './errors';
import type { components } from './schema';

type Tokens = components['schemas']['Tokens'];

export type Session = { accessToken: string; refreshToken: string; expiresAt: number };

const KEY = 'prosa.session';
const LOCK = 'prosa.session.renew';
const EARLY_MS = 30_000; // renew before the server would refuse, so that no request is sent twice

const listeners = new Set<() => void>();
let memory: string | null = null; // where storage is forbidden the session lives as long as the tab

function parse(raw: string | null): Session | null {
  if (!raw) return null;
  try {
    const value = JSON.parse(raw) as Partial<Session>;
    if (value.accessToken && value.refreshToken && value.expiresAt) return value as Session;
  } catch {
    // Not ours; treated as signed out.
  }
  return null;
}

export function currentSession(): Session | null {
  return parse(readStored(KEY) ?? memory);
}

export function keepSession(tokens: Tokens, now = Date.now()): Session {
  const session: Session = {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: now + tokens.expires_in * 1000,
  };
  memory = JSON.stringify(session);
  writeStored(KEY, memory);
  return session;
}

export function endSession(): void {
  memory = null;
  writeStored(KEY, null);
  for (const listener of listeners) listener();
}

/** Call back when this tab or another one signs out. */
export function onSessionEnd(listener: () => void): () => void {
  const fromOtherTab = (event: StorageEvent) => {
    if (event.key === KEY && event.newValue === null) {
      memory = null;
      listener();
    }
  };
  listeners.add(listener);
  window.addEventListener('storage', fromOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', fromOtherTab);
  };
}

async function renew(refused: string): Promise<Session | null> {
  const session = currentSession();
  // Another tab may have renewed while this one waited: refresh tokens are single use, so take its answer.
  if (!session || session.accessToken !== refused) return session;
  const response = await fetch('/auth/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: session.refreshToken }),
  });
  if (response.ok) return keepSession((await response.json()) as Tokens);
  if (response.status === 401 || response.status === 422) {
    endSession();
    return null;
  }
  throw errorFromAnswer(response, await response.json().catch(() => null));
}

let renewing: Promise<Session | null> | null = null;

/** A fresh pair in place of `refused`; one renewal at a time in the whole browser. Null when the session is over. */
export function renewSession(refused: string): Promise<Session | null> {
  renewing ??= (
    navigator.locks ? navigator.locks.request(LOCK, () => renew(refused)) : renew(refused)
  ).finally(() => {
    renewing = null;
  });
  return renewing;
}

/** `fetch` with the access token: renewed when it is about to end, and once more if the server refuses it. */
export async function fetchSigned(request: Request): Promise<Response> {
  let session = currentSession();
  if (session && session.expiresAt - EARLY_MS < Date.now()) session = await renewSession(session.accessToken);
  if (!session) throw new ApiError(401, 'invalid_token', 'Signed out');
  const send = (signed: Session) => {
    const copy = request.clone();
    copy.headers.set('authorization', `Bearer ${signed.accessToken}`);
    return fetch(copy);
  };
  const response = await send(session);
  if (response.status !== 401) return response;
  const renewed = await renewSession(session.accessToken);
  return renewed ? send(renewed) : response;
}
