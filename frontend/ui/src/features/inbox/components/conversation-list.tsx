/** Every conversation of the business, searchable, live, with its four faces: waiting, empty, broken, full. */
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/error-state';
import { Button } from '@/components/ui/button';
import { useWhenSeen } from '@/lib/when-seen';
import { useConversations } from '../api/list-conversations';
import { ConversationRow } from './conversation-row';
import { ConversationSkeleton } from './conversation-skeleton';
import { ListFilters } from './list-filters';
import { NoConversations } from './no-conversations';

type Props = { open: string | undefined; onOpen: (id: string) => void };

export function ConversationList({ open, onOpen }: Props) {
  const { t } = useTranslation(['inbox', 'common']);
  const { view, q } = useSearch({ from: '/shell/inbox' });
  const list = useConversations(
    useMemo(() => ({ ...(view && { owner: view }), ...(q && { q }) }), [view, q]),
  );
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { fetchNextPage } = list;
  const more = useWhenSeen(() => void fetchNextPage());

  return (
    <>
      <div className="px-4 pt-4 pb-3">
        <h1 className="font-semibold text-xl tracking-tight">{t('title')}</h1>
        <ListFilters />
      </div>
      {list.isPending ? (
        <ConversationSkeleton />
      ) : list.isError && items.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <NoConversations isFiltered={Boolean(view || q)} />
      ) : (
        <ul
          aria-label={t('list.label')}
          tabIndex={-1}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2"
        >
          {items.map((conversation) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isOpen={conversation.id === open}
              onOpen={onOpen}
            />
          ))}
          {list.hasNextPage && (
            <li ref={more} className="flex justify-center p-3">
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('common:actions.loadMore')}
              </Button>
            </li>
          )}
        </ul>
      )}
    </>
  );
}
