/** Who one is and which business one writes to. */
import { clsx } from 'clsx';
import { UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalConfig } from '@/api/local-config';
import { Avatar } from '@/components/avatar';
import { NativeSelect } from '@/components/ui/native-select';
import { Skeleton } from '@/components/ui/skeleton';
import { formatPhone } from '@/lib/people';
import type { Line } from '../api/simulator-client';
import type { SimContact } from '../model/wire';

const NewContactDialog = lazy(() =>
  import('./new-contact-dialog').then((file) => ({ default: file.NewContactDialog })),
);

type Props = {
  config: LocalConfig;
  base: string;
  line: Line | null;
  contacts: SimContact[] | undefined;
  onChoose: (choice: { number?: string; contact?: string }) => void;
};

export function ContactsPanel({ config, base, line, contacts, onChoose }: Props) {
  const { t } = useTranslation('simulator');
  const [isAdding, setAdding] = useState(false);
  return (
    <section className="flex flex-col gap-1 px-2">
      {config.numbers.length > 1 && line && (
        <NativeSelect
          className="mx-3 mb-3"
          label={t('business')}
          value={line.number}
          options={config.numbers.map((one) => [one.phone_number_id, one.tenant_name])}
          onChange={(number) => onChoose({ number })}
        />
      )}
      <h2 className="px-3 py-1 font-medium text-muted text-xs">{t('contacts.title')}</h2>
      {!contacts && <Skeleton className="mx-3 my-2 h-12" />}
      <ul className="flex flex-col gap-0.5">
        {contacts?.map((contact) => {
          const isChosen = contact.id === line?.contact;
          return (
            <li key={contact.id}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onChoose({ contact: contact.id })}
                className={clsx(
                  'flex w-full items-center gap-3 rounded-control px-3 py-2 text-left transition-colors',
                  isChosen ? 'bg-brand-soft' : 'hover:bg-sunken',
                )}
              >
                <Avatar name={contact.name} seed={contact.id} />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{contact.name}</span>
                  <span className="block truncate text-muted text-xs">
                    {contact.wa_id
                      ? formatPhone(contact.wa_id)
                      : t('contacts.noPhone', { username: contact.username ?? contact.name })}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setAdding(true)}
        className="mt-1 flex w-full items-center gap-3 rounded-control px-3 py-2 text-left font-medium text-brand hover:bg-sunken"
      >
        <span className="grid size-10 place-items-center rounded-full border border-line border-dashed">
          <UserPlus aria-hidden className="size-4.5" strokeWidth={1.75} />
        </span>
        {t('contacts.add')}
      </button>
      {isAdding && (
        <Suspense>
          <NewContactDialog
            base={base}
            onClose={() => setAdding(false)}
            onCreated={(contact) => {
              setAdding(false);
              onChoose({ contact: contact.id });
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
