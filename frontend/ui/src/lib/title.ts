/** The title of the tab follows the screen. */
import { useEffect } from 'react';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Prosa`;
  }, [title]);
}
