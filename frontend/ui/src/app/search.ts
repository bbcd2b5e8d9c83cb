/** What each address may carry after the question mark; anything else is dropped. */

type Raw = Record<string, unknown>;

export type InboxSearch = { view?: 'bot' | 'human'; q?: string; c?: string };
export type LoginSearch = { next?: string };
export type SimulatorSearch = { number?: string; contact?: string };

/** The router parses digits as numbers, and ids of WhatsApp are digits. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function compact<T extends Raw>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

export function readInboxSearch(raw: Raw): InboxSearch {
  const view = raw.view === 'bot' || raw.view === 'human' ? raw.view : undefined;
  return compact({ view, q: text(raw.q), c: text(raw.c) }) as InboxSearch;
}

/** Where to go after signing in: a path of this page, never another site. */
export function readLoginSearch(raw: Raw): LoginSearch {
  const next = text(raw.next);
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? { next } : {};
}

export function readSimulatorSearch(raw: Raw): SimulatorSearch {
  return compact({ number: text(raw.number), contact: text(raw.contact) }) as SimulatorSearch;
}
