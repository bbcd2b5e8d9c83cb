/** A choice of a few, drawn by the system: the best one on phones and for the keyboard, and it costs no script. */
import { clsx } from 'clsx';
import { ChevronsUpDown } from 'lucide-react';

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
  className?: string;
};

export function NativeSelect<V extends string>({ label, value, options, onChange, className }: Props<V>) {
  return (
    <div className={clsx('@container relative', className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as V)}
        className="h-11 w-full appearance-none truncate rounded-control border border-line bg-surface pr-7 pl-2.5 text-base text-fg hover:bg-sunken md:h-9 md:text-sm @max-[6rem]:pr-1 @max-[6rem]:pl-2 @max-[6rem]:text-xs"
      >
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-1.5 size-3.5 @max-[6rem]:hidden text-muted"
      />
    </div>
  );
}
