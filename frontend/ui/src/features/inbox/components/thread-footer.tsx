/** Who is answering, and how long the business may still write freely. */
import { Bot, Headset } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail } from '@/api/types';
import { WindowBadge } from '@/components/chat/window-badge';

export function ThreadFooter({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation('inbox');
  const { owner, flow, window } = conversation;
  const Icon = owner === 'bot' ? Bot : Headset;
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-surface px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      <span className="grid size-9 shrink-0 place-items-center rounded-full bg-brand-soft text-brand">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <div className="min-w-40 flex-1">
        <p className="font-medium">{owner === 'bot' ? t('thread.botAnswers') : t('thread.humanAnswers')}</p>
        {owner === 'bot' && flow?.node && (
          <p className="truncate text-muted text-xs">
            {t('thread.step', { node: flow.node, flow: flow.name, version: flow.version })}
          </p>
        )}
      </div>
      <WindowBadge window={window} />
    </footer>
  );
}
