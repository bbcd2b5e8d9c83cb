/** Search and who answers; both live in the address, so a list can be sent to a colleague. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';

const VIEWS = ['all', 'bot', 'human'] as const;
const PAUSE_MS = 250; // a search starts when the typing stops

export function ListFilters() {
  const { t } = useTranslation('inbox');
  const navigate = useNavigate({ from: '/inbox' });
  const { view, q } = useSearch({ from: '/shell/inbox' });
  const [text, setText] = useState(q ?? '');

  useEffect(() => {
    const wanted = text.trim() || undefined;
    if (wanted === q) return;
    const timer = setTimeout(
      () =>
        void navigate({
          search: ({ q: _, ...rest }) => (wanted ? { ...rest, q: wanted } : rest),
          replace: true,
        }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [text, q, navigate]);

  return (
    <>
      <div className="relative mt-3">
        <Search
          aria-hidden
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-muted"
        />
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          className="h-11 w-full rounded-full border border-line bg-sunken pr-10 pl-9 text-base outline-offset-0 placeholder:text-muted md:h-9 md:text-sm [&::-webkit-search-cancel-button]:hidden"
        />
        {text !== '' && (
          <IconButton
            label={t('list.clear')}
            onClick={() => setText('')}
            className="-translate-y-1/2 absolute top-1/2 right-1 size-8 rounded-full md:size-7"
          >
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </div>
      <fieldset className="mt-2.5 flex gap-1.5">
        <legend className="sr-only">{t('list.views')}</legend>
        {VIEWS.map((one) => {
          const isChosen = (view ?? 'all') === one;
          return (
            <button
              key={one}
              type="button"
              aria-pressed={isChosen}
              onClick={() =>
                void navigate({
                  search: ({ view: _, ...rest }) => (one === 'all' ? rest : { ...rest, view: one }),
                  replace: true,
                })
              }
              className={clsx(
                'min-h-9 rounded-full px-3 font-medium text-xs transition-colors md:min-h-7',
                isChosen ? 'bg-brand text-on-brand' : 'bg-sunken text-muted hover:text-fg',
              )}
            >
              {t(`list.view.${one}`)}
            </button>
          );
        })}
      </fieldset>
    </>
  );
}
