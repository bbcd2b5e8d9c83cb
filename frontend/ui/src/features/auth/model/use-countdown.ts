/** Seconds left until a moment, counted down once a second. */
import { useEffect, useState } from 'react';

export function useCountdown(until: number | null): number {
  const [now, setNow] = useState(Date.now);
  const isRunning = until !== null && until > now;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
