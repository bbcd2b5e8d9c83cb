/** The people at the left, the phone in the middle, the tools at the right; on a phone, the chat and one button. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalConfig } from '@/api/local-config';
import { Brand } from '@/components/brand';
import { ErrorState } from '@/components/error-state';
import { LanguageSelect } from '@/components/language-select';
import { ThemeToggle } from '@/components/theme-toggle';
import { IconButton } from '@/components/ui/icon-button';
import { useContacts } from '../api/list-contacts';
import type { Line } from '../api/simulator-client';
import { ContactsPanel } from './contacts-panel';
import { Phone } from './phone';
import { ToolsPanel } from './tools-panel';

const Sheet = lazy(() => import('@/components/ui/sheet').then((file) => ({ default: file.Sheet })));

export function SimulatorScreen({ config }: { config: LocalConfig }) {
  const { t } = useTranslation('simulator');
  const navigate = useNavigate({ from: '/simulator' });
  const search = useSearch({ from: '/simulator' });
  const [isSheetOpen, setSheetOpen] = useState(false);
  const base = config.simulator_url.replace(/\/$/, '');
  const contacts = useContacts(base);

  const number = config.numbers.find((one) => one.phone_number_id === search.number) ?? config.numbers[0];
  const contact = contacts.data?.find((one) => one.id === search.contact) ?? contacts.data?.[0];
  const line: Line | null =
    number && contact ? { base, number: number.phone_number_id, contact: contact.id } : null;

  const people = (
    <ContactsPanel
      config={config}
      base={base}
      line={line}
      contacts={contacts.data}
      onChoose={(next) => {
        setSheetOpen(false);
        void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
      }}
    />
  );

  return (
    <div className="flex h-dvh flex-col bg-sunken md:flex-row">
      <header className="flex items-center gap-2 border-line border-b bg-surface py-1 pr-2 pl-4 md:hidden">
        <h1 className="min-w-0 flex-1 truncate font-semibold text-base">{t('title')}</h1>
        <ThemeToggle />
        <IconButton label={t('contacts.open')} onClick={() => setSheetOpen(true)} aria-haspopup="dialog">
          <Users aria-hidden className="size-5" strokeWidth={1.75} />
        </IconButton>
      </header>

      <header className="hidden w-76 shrink-0 flex-col overflow-y-auto border-line border-r bg-surface md:flex lg:w-80">
        <div className="px-5 pt-5 pb-4">
          <Brand className="mb-5" />
          <h1 className="font-semibold text-lg tracking-tight">{t('title')}</h1>
          <p className="mt-1 text-muted">{t('subtitle')}</p>
        </div>
        {people}
        <div className="px-5 py-4 xl:hidden">{line && <ToolsPanel line={line} />}</div>
        <div className="mt-auto flex items-center gap-1 border-line border-t p-3">
          <LanguageSelect className="flex-1" />
          <ThemeToggle />
        </div>
      </header>

      <main id="main" className="relative flex min-h-0 flex-1 items-center justify-center md:p-5">
        {contacts.isError ? (
          <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />
        ) : (
          <Phone
            key={line ? `${line.number}/${line.contact}` : 'none'}
            line={line}
            business={number?.tenant_name ?? ''}
          />
        )}
      </main>

      <aside
        aria-label={t('tools.title')}
        className="hidden w-76 shrink-0 overflow-y-auto border-line border-l bg-surface p-5 xl:block"
      >
        {line && <ToolsPanel line={line} />}
      </aside>

      {isSheetOpen && (
        <Suspense>
          <Sheet open onOpenChange={setSheetOpen} title={t('contacts.open')}>
            {people}
            <div className="flex flex-col gap-5 px-5 py-4">
              {line && <ToolsPanel line={line} onDone={() => setSheetOpen(false)} />}
              <LanguageSelect />
            </div>
          </Sheet>
        </Suspense>
      )}
    </div>
  );
}
