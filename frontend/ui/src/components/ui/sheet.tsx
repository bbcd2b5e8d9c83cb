/** A dialog that rises from the bottom edge of its container (the window, or the phone of the simulator). */
import { Dialog } from '@base-ui/react/dialog';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** Where it is drawn; `main` of the page when left out. */
  container?: HTMLElement | null;
};

export function Sheet({ open, onOpenChange, title, children, container }: Props) {
  const { t } = useTranslation();
  const place = container ? 'absolute' : 'fixed';
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal container={container ?? document.getElementById('main')}>
        <Dialog.Backdrop
          className={clsx(
            place,
            'inset-0 z-40 bg-black/45 transition-opacity duration-200 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
          )}
        />
        <Dialog.Popup
          className={clsx(
            place,
            'inset-x-0 bottom-0 z-50 flex max-h-[85%] flex-col rounded-t-2xl bg-surface pb-[env(safe-area-inset-bottom)] shadow-2 outline-none transition-transform duration-200 ease-out data-[ending-style]:translate-y-full data-[starting-style]:translate-y-full',
          )}
        >
          <div className="flex items-center gap-2 border-line border-b py-1.5 pr-2 pl-5">
            <Dialog.Title className="min-w-0 flex-1 truncate font-semibold text-base">{title}</Dialog.Title>
            <Dialog.Close
              render={
                <IconButton label={t('actions.close')}>
                  <X aria-hidden className="size-5" />
                </IconButton>
              }
            />
          </div>
          <div className="min-h-0 overflow-y-auto overscroll-contain p-2">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
