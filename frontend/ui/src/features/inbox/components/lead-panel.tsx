/** The lead beside its conversation, or why there is none yet. */
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '@/api/types';
import { LeadFacts } from './lead-facts';

export function LeadPanel({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation('inbox');
  return (
    <div className="p-5">
      <h3 className="mb-4 font-semibold text-base">{t('lead.title')}</h3>
      {conversation.lead ? (
        <LeadFacts id={conversation.lead.id} stage={conversation.lead.stage} />
      ) : (
        <p className="text-muted">{t('lead.none')}</p>
      )}
    </div>
  );
}
