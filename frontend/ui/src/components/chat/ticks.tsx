/** How far a message has come: a clock, one tick, two, two in colour, or a sign that it failed. */
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import type { Tick } from './bubble-view';

const strokes: Record<Tick, string> = {
  sending: 'M8 4.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 0 0 0-7.6M8 6v2.2l1.5.9',
  sent: 'm4 8.6 2.6 2.6L12 5',
  delivered: 'm1.2 8.6 2.6 2.6L9.2 5m-1.6 5.3.9.9L14.2 5',
  read: 'm1.2 8.6 2.6 2.6L9.2 5m-1.6 5.3.9.9L14.2 5',
  failed: 'M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 0 0 0-10.4M8 5.4v3.2m0 2v.1',
};

export function Ticks({ tick, className }: { tick: Tick; className?: string }) {
  const { t } = useTranslation('chat');
  return (
    <span className={clsx('inline-flex', className)}>
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        className={clsx('size-4', tick === 'read' && 'text-tick-read', tick === 'failed' && 'text-danger')}
      >
        <path d={strokes[tick]} />
      </svg>
      <span className="sr-only">{t(`tick.${tick}`)}</span>
    </span>
  );
}
