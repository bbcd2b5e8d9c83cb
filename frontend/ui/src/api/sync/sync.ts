/** The one poll of the whole browser: a leading tab asks what changed, and every tab enters the answer into its cache. */
import type { QueryClient } from '@tanstack/react-query';
import { api } from '../client';
import { ApiError, errorFromAnswer, reached } from '../errors';
import type { SyncAnswer } from '../types';
import { applySync, resync } from './apply';
import { joinElection } from './leader';
import { nextPeriod, type Screen } from './period';

export type SyncState = 'live' | 'failing';

type Shared = { cursor: string; answer: SyncAnswer };

export type Sync = {
  /** Ask now instead of when the period ends. */
  now: () => void;
  look: (screen: Screen) => void;
  stop: () => void;
};

async function poll(cursor: string | null, etag: string | null) {
  const { data, error, response } = await reached(
    api.GET('/admin/sync', {
      params: { query: cursor ? { cursor } : {} },
      headers: etag ? { 'if-none-match': etag } : {},
      cache: 'no-store',
    }),
  );
  if (response.status === 304) return null;
  if (!response.ok || !data) throw errorFromAnswer(response, error);
  return { answer: data, etag: response.headers.get('etag') };
}

export function startSync(client: QueryClient, onState: (state: SyncState) => void): Sync {
  const over = new AbortController();
  const { signal } = over;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('prosa.sync') : null;

  let leads = false;
  let screen: Screen = 'other';
  let cursor: string | null = null;
  let etag: string | null = null;
  let failures = 0;
  let retryAfterMs: number | null = null;
  let hiddenSince = document.hidden ? Date.now() : null;
  let activeAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let askAgain = false;

  const enter = ({ cursor: next, answer }: Shared) => {
    if (cursor === null)
      resync(client); // what was read before the first cursor may have missed a change
    else applySync(client, answer);
    cursor = next;
  };

  const schedule = () => {
    clearTimeout(timer);
    if (!leads || signal.aborted) return;
    const now = Date.now();
    const wait = nextPeriod(
      {
        screen,
        hiddenForMs: hiddenSince === null ? null : now - hiddenSince,
        idleForMs: now - activeAt,
        failures,
        retryAfterMs,
      },
      Math.random(),
    );
    if (wait !== null) timer = setTimeout(ask, wait);
  };

  async function ask() {
    clearTimeout(timer);
    if (!leads || signal.aborted) return;
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    try {
      const news = await poll(cursor, etag);
      if (signal.aborted) return;
      failures = 0;
      retryAfterMs = null;
      onState('live');
      if (news) {
        etag = news.etag;
        const shared: Shared = { cursor: news.answer.cursor, answer: news.answer };
        enter(shared);
        channel?.postMessage(shared);
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const seconds = error instanceof ApiError ? error.retryAfter : null;
      retryAfterMs = seconds === null ? null : seconds * 1000;
      onState('failing');
    } finally {
      asking = false;
    }
    if (askAgain) {
      askAgain = false;
      void ask();
    } else schedule();
  }

  const claim = joinElection((nowLeads) => {
    leads = nowLeads;
    if (leads) void ask();
    else clearTimeout(timer);
  }, signal);

  const wake = () => {
    activeAt = Date.now();
    if (leads) void ask();
    else claim();
  };

  channel?.addEventListener('message', (event: MessageEvent<Shared>) => enter(event.data), { signal });
  window.addEventListener('focus', wake, { signal });
  window.addEventListener('online', wake, { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      hiddenSince = document.hidden ? Date.now() : null;
      if (!document.hidden) wake();
    },
    { signal },
  );
  for (const sign of ['pointerdown', 'keydown', 'touchstart', 'wheel'] as const) {
    const note = () => {
      const wasIdle = Date.now() - activeAt > 120_000;
      activeAt = Date.now();
      if (wasIdle && leads) void ask();
    };
    window.addEventListener(sign, note, { signal, passive: true });
  }

  return {
    now: wake,
    look: (next) => {
      if (next === screen) return;
      screen = next;
      schedule();
    },
    stop: () => {
      over.abort();
      clearTimeout(timer);
      channel?.close();
    },
  };
}
