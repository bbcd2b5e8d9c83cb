/** Calls back when an element scrolls into view, to load what follows it. */
import { useCallback, useEffect, useRef } from 'react';

/** A ref for the element; `onSeen` may change between renders. */
export function useWhenSeen(onSeen: () => void): (element: Element | null) => void {
  const latest = useRef(onSeen);
  const observer = useRef<IntersectionObserver | null>(null);
  useEffect(() => {
    latest.current = onSeen;
  });
  return useCallback((element) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { rootMargin: '400px' },
    );
    observer.current.observe(element);
  }, []);
}
