/** What a tester can do to the chat, and where to see the other side of it. */
import { Columns3, FastForward, MessagesSquare, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '@/api/error-words';
import { WindowBadge } from '@/components/chat/window-badge';
import { Button } from '@/components/ui/button';
import { useChat } from '../api/get-chat';
import { useRestartChat } from '../api/restart-chat';
import type { Line } from '../api/simulator-client';
import { useSkipHours } from '../api/skip-hours';

const link =
  'flex min-h-9 items-center gap-2.5 rounded-control px-2 py-2 font-medium text-brand hover:bg-sunken';

export function ToolsPanel({ line, onDone }: { line: Line; onDone?: () => void }) {
  const { t } = useTranslation('simulator');
  const words = useErrorWords();
  const chat = useChat(line);
  const restart = useRestartChat(line);
  const skip = useSkipHours(line);
  const error = restart.error ?? skip.error;
  const done = onDone ? { onSuccess: onDone } : {};
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2.5">
        <h2 className="font-medium text-muted text-xs">{t('tools.title')}</h2>
        {chat.data && <WindowBadge window={chat.data.window} className="self-start" />}
        <Button
          className="justify-start"
          busy={restart.isPending}
          onClick={() => restart.mutate(undefined, done)}
        >
          <RotateCcw aria-hidden className="size-4 text-muted" />
          {t('tools.restart')}
        </Button>
        <Button className="justify-start" busy={skip.isPending} onClick={() => skip.mutate(24, done)}>
          <FastForward aria-hidden className="size-4 text-muted" />
          {t('tools.skip')}
        </Button>
        <p className="text-muted text-xs">{t('tools.skipHint')}</p>
        {error && (
          <p role="alert" className="text-danger text-xs">
            {words(error)}
          </p>
        )}
      </section>
      <section className="flex flex-col gap-1">
        <h2 className="mb-1 font-medium text-muted text-xs">{t('tools.watch')}</h2>
        <a href="/inbox" target="_blank" rel="noreferrer" className={link}>
          <MessagesSquare aria-hidden className="size-4.5" strokeWidth={1.75} />
          {t('tools.openInbox')}
        </a>
        <a href="/leads" target="_blank" rel="noreferrer" className={link}>
          <Columns3 aria-hidden className="size-4.5" strokeWidth={1.75} />
          {t('tools.openLeads')}
        </a>
      </section>
    </div>
  );
}
