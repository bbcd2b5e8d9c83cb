/** One conversation in the list. Its name is the contact's, and what else the row shows describes it. */
import { clsx } from 'clsx';
import { Bot, Headset } from 'lucide-react';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@/api/types';
import { Avatar } from '@/components/avatar';
import { plainText } from '@/components/chat/rich-text';
import { displayName } from '@/lib/people';
import { formatListTime } from '@/lib/time';

type Props = { conversation: Conversation; isOpen: boolean; onOpen: (id: string) => void };

export const ConversationRow = memo(function Row({ conversation, isOpen, onOpen }: Props) {
  const { t, i18n } = useTranslation('inbox');
  const id = useId();
  const name = displayName(conversation.contact, t('thread.unnamed'));
  const { unread, owner, last_message_at: at, last_preview: preview } = conversation;
  const OwnerIcon = owner === 'bot' ? Bot : Headset;
  return (
    <li
      className={clsx(
        'relative flex items-center gap-3 rounded-card px-2.5 py-2.5 transition-colors [contain-intrinsic-size:auto_68px] [content-visibility:auto]',
        isOpen ? 'bg-brand-soft' : 'hover:bg-sunken',
      )}
    >
      <Avatar name={name} seed={conversation.contact.id} className="size-11 text-sm" />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <button
            type="button"
            onClick={() => onOpen(conversation.id)}
            aria-current={isOpen || undefined}
            aria-describedby={unread > 0 ? `${id}-unread ${id}-words` : `${id}-words`}
            className="-outline-offset-2 min-w-0 flex-1 truncate text-left font-medium after:absolute after:inset-0 after:rounded-card"
          >
            {name}
          </button>
          {at && (
            <time
              dateTime={at}
              className={clsx('shrink-0 text-2xs', unread > 0 ? 'font-semibold text-brand' : 'text-muted')}
            >
              {formatListTime(at, i18n.language)}
            </time>
          )}
        </div>
        <div className="mt-0.5 flex items-center gap-1.5 text-muted">
          <OwnerIcon aria-hidden className="size-3.5 shrink-0" strokeWidth={1.75} />
          <p id={`${id}-words`} className="min-w-0 flex-1 truncate text-[0.8125rem]">
            <span className="sr-only">{`${owner === 'bot' ? t('list.byBot') : t('list.byHuman')}: `}</span>
            {preview ? plainText(preview) : t('list.noWords')}
          </p>
          {unread > 0 && (
            <span className="grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-brand px-1.5 font-semibold text-2xs text-on-brand tabular-nums">
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <span id={`${id}-unread`} className="sr-only">
                {t('list.unread', { count: unread })}
              </span>
            </span>
          )}
        </div>
      </div>
    </li>
  );
});
