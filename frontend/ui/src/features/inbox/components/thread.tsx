/** An open conversation: who, what was said, who answers, and the lead it has become. */
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isNotFound } from '@/api/errors';
import { ChatLog } from '@/components/chat/chat-log';
import { ErrorState } from '@/components/error-state';
import { NotFound } from '@/components/not-found';
import { Button } from '@/components/ui/button';
import { displayName } from '@/lib/people';
import { useWhenSeen } from '@/lib/when-seen';
import { useConversation } from '../api/get-conversation';
import { useMessages } from '../api/list-messages';
import { toBubbleView } from '../model/to-bubble-view';
import { useFailureWords } from '../model/use-failure-words';
import { LeadPanel } from './lead-panel';
import { ThreadFooter } from './thread-footer';
import { ThreadHeader } from './thread-header';
import { ThreadSkeleton } from './thread-skeleton';

const Sheet = lazy(() => import('@/components/ui/sheet').then((file) => ({ default: file.Sheet })));

export function Thread({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useTranslation('inbox');
  const conversation = useConversation(id);
  const messages = useMessages(id);
  const failureWords = useFailureWords();
  const [isLeadOpen, setLeadOpen] = useState(false);
  const { fetchNextPage, isFetchingNextPage } = messages;
  const older = useWhenSeen(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  });
  const views = useMemo(
    () =>
      (messages.data?.pages ?? [])
        .flatMap((page) => page.items)
        .map((message) => toBubbleView(message, failureWords))
        .reverse(),
    [messages.data, failureWords],
  );

  const broken =
    conversation.isError && !conversation.data
      ? conversation
      : messages.isError && !messages.data
        ? messages
        : null;
  if (broken) {
    return (
      <div className="flex-1">
        {isNotFound(broken.error) ? (
          <NotFound />
        ) : (
          <ErrorState
            error={broken.error}
            onRetry={() => {
              void conversation.refetch();
              void messages.refetch();
            }}
          />
        )}
      </div>
    );
  }
  if (!conversation.data) return <ThreadSkeleton />;
  const name = displayName(conversation.data.contact, t('thread.unnamed'));
  return (
    <>
      <section aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ThreadHeader
          conversation={conversation.data}
          name={name}
          onBack={onBack}
          onShowLead={() => setLeadOpen(true)}
        />
        <ChatLog
          className="flex-1"
          label={t('thread.label', { name })}
          views={views}
          speakers={{ mine: t('thread.business'), theirs: name }}
          busy={messages.isPending || isFetchingNextPage}
          before={
            messages.hasNextPage && (
              <div ref={older} className="flex justify-center py-2">
                <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                  {t('thread.older')}
                </Button>
              </div>
            )
          }
        />
        <ThreadFooter conversation={conversation.data} />
      </section>
      <aside
        aria-label={t('thread.details')}
        className="hidden w-76 shrink-0 overflow-y-auto border-line border-l bg-surface xl:block"
      >
        <LeadPanel conversation={conversation.data} />
      </aside>
      {isLeadOpen && (
        <Suspense>
          <Sheet open onOpenChange={setLeadOpen} title={t('thread.details')}>
            <LeadPanel conversation={conversation.data} />
          </Sheet>
        </Suspense>
      )}
    </>
  );
}
