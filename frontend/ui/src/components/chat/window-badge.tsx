/** How long the business may still write freely, counted down. */
import { clsx } from 'clsx';
import { Clock, LockKeyhole } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Window, windowLeft } from '@/lib/window';

const MINUTE_MS = 60_000;

export function WindowBadge({ window, className }: { window: Window; className?: string }) {
  const { t } = useTranslation('chat');
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  const left = windowLeft(window, Math.max(now, Date.now() - MINUTE_MS));
  const isClosed = left.kind === 'closed';
  const Icon = isClosed ? LockKeyhole : Clock;
  return (
    <p
      role="status"
      className={clsx(
        'inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 font-medium text-xs',
        isClosed ? 'bg-warn-soft text-warn' : 'bg-ok-soft text-ok',
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {left.kind === 'hours' ? t('window.left', { count: left.hours }) : t(`window.${left.kind}`)}
    </p>
  );
}
