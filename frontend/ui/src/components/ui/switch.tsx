/** On or off, with its words beside it. */
import { Switch as Base } from '@base-ui/react/switch';
import { useId } from 'react';

type Props = { label: string; hint?: string; checked: boolean; onCheckedChange: (checked: boolean) => void };

export function Switch({ label, hint, checked, onCheckedChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Base.Root
        checked={checked}
        onCheckedChange={onCheckedChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative mt-0.5 h-6 w-10 shrink-0 rounded-full bg-line-strong transition-colors data-[checked]:bg-brand"
      >
        <Base.Thumb className="absolute top-0.5 left-0.5 size-5 rounded-full bg-surface shadow-1 transition-transform data-[checked]:translate-x-4" />
      </Base.Root>
      <div className="min-w-0">
        <p id={`${id}-label`} className="font-medium leading-6">
          {label}
        </p>
        {hint && (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
