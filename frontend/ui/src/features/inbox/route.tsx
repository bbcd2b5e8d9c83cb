/** /inbox: the list, the open thread, and the lead beside it. On a phone one of them at a time. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { MessagesSquare } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/empty-state';
import { useTitle } from '@/lib/title';
import { ConversationList } from './components/conversation-list';
import { Thread } from './components/thread';

export function InboxRoute() {
  const { t } = useTranslation('inbox');
  const navigate = useNavigate({ from: '/inbox' });
  const { c: open } = useSearch({ from: '/shell/inbox' });
  useTitle(t('title'));

  const onOpen = useCallback(
    (id: string) => void navigate({ search: (old) => ({ ...old, c: id }) }),
    [navigate],
  );
  const onBack = useCallback(
    () => void navigate({ search: ({ c: _, ...rest }: { c?: string }) => rest }),
    [navigate],
  );

  return (
    <div className="flex h-full min-h-0">
      {open && <h1 className="sr-only md:hidden">{t('title')}</h1>}
      <div
        className={clsx(
          'min-h-0 w-full flex-col border-line border-r bg-surface md:flex md:w-80 md:shrink-0 xl:w-88',
          open ? 'hidden' : 'flex',
        )}
      >
        <ConversationList open={open} onOpen={onOpen} />
      </div>
      <div className={clsx('min-h-0 min-w-0 flex-1', open ? 'flex' : 'hidden md:flex')}>
        {open ? (
          <Thread key={open} id={open} onBack={onBack} />
        ) : (
          <div className="chat-ground flex-1">
            <EmptyState icon={MessagesSquare} title={t('empty.noSelectionTitle')}>
              {t('empty.noSelection')}
            </EmptyState>
          </div>
        )}
      </div>
    </div>
  );
}
