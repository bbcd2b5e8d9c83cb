/** A dialog in the middle of the window, for a short form or a question. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button';

type Props = { open: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode };

export function Modal({ open, onOpenChange, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal container={document.getElementById('main')}>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
          <Dialog.Popup className="w-full max-w-md rounded-card border border-line bg-surface shadow-2 outline-none transition duration-150 ease-out data-[ending-style]:scale-97 data-[starting-style]:scale-97 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0">
            <div className="flex items-center gap-2 pt-3 pr-3 pl-5">
              <Dialog.Title className="min-w-0 flex-1 truncate font-semibold text-base">{title}</Dialog.Title>
              <Dialog.Close
                render={
                  <IconButton label={t('actions.close')}>
                    <X aria-hidden className="size-5" />
                  </IconButton>
                }
              />
            </div>
            <div className="px-5 pt-2 pb-5">{children}</div>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
