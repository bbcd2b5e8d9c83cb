/** Which theme is shown: the system's until someone chooses; the choice is stored and read before paint by theme.js. */
import { useSyncExternalStore } from 'react';
import { readStored, writeStored } from '@/lib/storage';

export type Theme = 'light' | 'dark';

const KEY = 'prosa.theme';
const listeners = new Set<() => void>();

function current(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follow the system while nothing is stored, and other tabs when they switch. */
export function watchTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    if (readStored(KEY) === null) show(event.matches ? 'dark' : 'light');
  });
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue) show(event.newValue === 'dark' ? 'dark' : 'light');
  });
}

export function useTheme(): { theme: Theme; toggle: () => void } {
  const theme = useSyncExternalStore(subscribe, current);
  return {
    theme,
    toggle: () => {
      const next: Theme = theme === 'dark' ? 'light' : 'dark';
      writeStored(KEY, next);
      show(next);
    },
  };
}
