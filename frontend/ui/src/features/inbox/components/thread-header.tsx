/** With whom the conversation is, on which of the business's numbers. */
import { ArrowLeft, PanelRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '@/api/types';
import { Avatar } from '@/components/avatar';
import { IconButton } from '@/components/ui/icon-button';
import { formatPhone } from '@/lib/people';

type Props = { conversation: ConversationDetail; name: string; onBack: () => void; onShowLead: () => void };

export function ThreadHeader({ conversation, name, onBack, onShowLead }: Props) {
  const { t } = useTranslation('inbox');
  const { contact } = conversation;
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-line border-b bg-surface px-2 md:px-4">
      <IconButton label={t('thread.back')} onClick={onBack} className="md:hidden">
        <ArrowLeft aria-hidden className="size-5" />
      </IconButton>
      <Avatar name={name} seed={contact.id} />
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold text-base leading-5">{name}</h2>
        <p className="truncate text-muted text-xs">
          {contact.phone ? formatPhone(contact.phone) : t('thread.noPhone')}
        </p>
      </div>
      <IconButton
        label={t('thread.details')}
        onClick={onShowLead}
        aria-haspopup="dialog"
        className="xl:hidden"
      >
        <PanelRight aria-hidden className="size-5" strokeWidth={1.75} />
      </IconButton>
    </header>
  );
}
