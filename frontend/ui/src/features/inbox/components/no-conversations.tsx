/** Nothing to list: because nobody wrote yet, or because nothing matches the search. */
import { Inbox, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/empty-state';
import { SimulatorLink } from '@/components/simulator-link';

export function NoConversations({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('inbox');
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
      action={<SimulatorLink>{t('empty.simulator')}</SimulatorLink>}
    >
      {t('empty.words')}
    </EmptyState>
  );
}
