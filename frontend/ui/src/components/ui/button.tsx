/** A button with words: primary for the one thing to do, secondary for the rest, quiet inside lists and bars. */
import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';

const looks = {
  primary: 'bg-brand text-on-brand shadow-1 hover:bg-brand-hover disabled:hover:bg-brand',
  secondary: 'border border-line bg-surface text-fg shadow-1 hover:bg-sunken disabled:hover:bg-surface',
  quiet: 'text-brand hover:bg-brand-soft',
};

type Props = ComponentProps<'button'> & { look?: keyof typeof looks; busy?: boolean };

export function Button({ look = 'secondary', busy = false, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(
        'inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-4 font-medium transition-colors disabled:opacity-60 md:min-h-9 md:px-3.5',
        looks[look],
        className,
      )}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}
