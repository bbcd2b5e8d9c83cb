/** Nothing to list: because nobody wrote yet, or because nothing matches the search. */
import { Inbox, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocalConfig } from '@/api/local-config';
import { EmptyState } from '@/components/empty-state';

export function NoConversations({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('inbox');
  const local = useLocalConfig();
  if (isFiltered) {
    return (
      <EmptyState icon={SearchX} title={t('empty.noMatchTitle')}>
        {t('empty.noMatch')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Inbox}
      title={t('empty.title')}
      action={
        local.data && (
          <a
            href="/simulator"
            target="_blank"
            rel="noreferrer"
            className="font-medium text-brand hover:underline"
          >
            {t('empty.simulator')}
          </a>
        )
      }
    >
      {t('empty.words')}
    </EmptyState>
  );
}
