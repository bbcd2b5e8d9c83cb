/** A person as initials on a tint that stays theirs. Decoration: the name always stands beside it. */
import { clsx } from 'clsx';
import type { CSSProperties } from 'react';
import { initials, tintOf } from '@/lib/people';

type Props = { name: string; seed: string; className?: string };

export function Avatar({ name, seed, className = 'size-10 text-sm' }: Props) {
  return (
    <span
      aria-hidden
      style={{ '--hue': tintOf(seed) } as CSSProperties}
      className={clsx(
        'avatar-tint inline-flex shrink-0 select-none items-center justify-center rounded-full font-semibold',
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
