/** One line of text with its label, hint and error, tied together for screen readers. */
import { clsx } from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

type Props = ComponentProps<'input'> & {
  label: string;
  hint?: string;
  error?: string | undefined;
  end?: ReactNode;
};

export function TextField({ label, hint, error, end, className, ...input }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={clsx(
            'block h-11 w-full rounded-control border bg-surface px-3 text-base outline-offset-0 placeholder:text-muted focus:outline-2 focus:outline-brand md:text-sm',
            error ? 'border-danger' : 'border-line-strong',
            Boolean(end) && 'pr-12',
          )}
        />
        {end && <div className="absolute inset-y-0 right-1 flex items-center">{end}</div>}
      </div>
      {note && (
        <p id={`${id}-note`} className={clsx('mt-1.5 text-xs', error ? 'text-danger' : 'text-muted')}>
          {note}
        </p>
      )}
    </div>
  );
}
