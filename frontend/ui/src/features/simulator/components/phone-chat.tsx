/** The open chat: who, what was said, and the line to write in. */
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '@/api/error-words';
import type { BubbleActions, BubbleView } from '@/components/chat/bubble-view';
import { ChatLog } from '@/components/chat/chat-log';
import { TypingDots } from '@/components/chat/typing-dots';
import { ErrorState } from '@/components/error-state';
import { useChat } from '../api/get-chat';
import { useSendMessage } from '../api/send-message';
import type { Line } from '../api/simulator-client';
import { useWatchChat } from '../api/watch-chat';
import { PLACE } from '../model/samples';
import { toBubbleViews } from '../model/to-bubble-view';
import type { Action } from '../model/wire';
import { Composer } from './composer';
import { PhoneHeader } from './phone-header';
import { Starters } from './starters';
import { UndeliveredNote } from './undelivered-note';

const ListSheet = lazy(() => import('./list-sheet').then((file) => ({ default: file.ListSheet })));

type Props = { line: Line; business: string; screen: HTMLElement | null };

export function PhoneChat({ line, business, screen }: Props) {
  const { t } = useTranslation('simulator');
  const words = useErrorWords();
  const chat = useChat(line);
  const isConnected = useWatchChat(line);
  const send = useSendMessage(line);
  const [menuOf, setMenuOf] = useState<BubbleView | null>(null);
  const { mutateAsync } = send;

  const act = useCallback((action: Action) => mutateAsync(action), [mutateAsync]);
  const actions = useMemo<BubbleActions>(() => {
    const quietly = (action: Action) => void act(action).catch(() => undefined); // the error is shown below the chat
    return {
      tap: (view, choice) =>
        quietly({ type: 'tap', reply_id: choice.id, wamid: view.id.split('/')[0] as string }),
      openMenu: setMenuOf,
      answer: (request) => quietly(request === 'location' ? PLACE : { type: 'contact' }),
    };
  }, [act]);

  const messages = chat.data?.messages;
  const views = useMemo(
    () => toBubbleViews(messages ?? [], { absolute: (url) => new URL(url, line.base).href }),
    [messages, line.base],
  );

  if (chat.isError && !chat.data)
    return <ErrorState error={chat.error} onRetry={() => void chat.refetch()} />;
  const name = chat.data?.number.verified_name ?? business;
  const isTyping = chat.data?.typing ?? false;
  return (
    <>
      <PhoneHeader name={name} phone={chat.data?.number.display_phone_number ?? ''} isTyping={isTyping} />
      <ChatLog
        className="flex-1"
        label={t('chat.log')}
        views={views}
        speakers={{ mine: t('chat.you'), theirs: name }}
        actions={actions}
        busy={chat.isPending}
        before={
          <p className="mx-auto my-2 max-w-72 rounded-lg bg-warn-soft px-3 py-2 text-balance text-center text-2xs text-warn">
            {t('chat.note')}
          </p>
        }
        after={
          <>
            {isTyping && <TypingDots />}
            <UndeliveredNote messages={messages} />
          </>
        }
      />
      {chat.data && views.length === 0 && (
        <Starters onChoose={(text) => void act({ type: 'text', text }).catch(() => undefined)} />
      )}
      {(send.isError || !isConnected) && (
        <p role="alert" className="bg-danger-soft px-4 py-2 text-center text-danger text-xs">
          {send.isError ? words(send.error) : t('chat.noLink')}
        </p>
      )}
      <Composer onSend={act} />
      {menuOf?.menu && (
        <Suspense>
          <ListSheet
            menu={menuOf.menu}
            screen={screen}
            onClose={() => setMenuOf(null)}
            onChoose={(row) => {
              setMenuOf(null);
              actions.tap(menuOf, row);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
