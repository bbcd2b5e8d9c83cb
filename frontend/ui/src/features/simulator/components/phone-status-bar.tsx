/** The clock and signs at the top of the phone: decoration that makes it a phone. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '@/lib/time';

export function PhoneStatusBar() {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div
      aria-hidden
      className="hidden items-center justify-between px-7 pt-2.5 pb-1 font-semibold text-xs md:flex"
    >
      <span className="tabular-nums">{formatClock(now.toISOString(), i18n.language)}</span>
      <span className="h-5 w-22 rounded-full bg-black" />
      <svg viewBox="0 0 52 14" aria-hidden="true" className="h-3 fill-current">
        <path d="M0 9h2.5v4H0zM4 7h2.5v6H4zM8 4.5h2.5V13H8zM12 2h2.5v11H12z" />
        <path d="M20 5.5a9 9 0 0 1 12 0l-1.3 1.4a7 7 0 0 0-9.4 0zM22.6 8.3a5 5 0 0 1 6.8 0L26 12z" />
        <path d="M37.5 2.5h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2m.5 1.5v6h8V4zm12.3 1.5h1v3h-1z" />
      </svg>
    </div>
  );
}
