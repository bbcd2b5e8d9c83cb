/** What Prosa does, as a short chat. Decoration for wide windows; nothing in it can be pressed. */
import { useTranslation } from 'react-i18next';
import type { BubbleView } from '@/components/chat/bubble-view';
import { ChatBubble } from '@/components/chat/chat-bubble';

export function Pitch() {
  const { t } = useTranslation('auth');
  const at = (minute: number) => new Date(2026, 0, 1, 9, minute).toISOString();
  const chat: BubbleView[] = [
    { id: '1', side: 'theirs', at: at(41), text: t('pitch.hello') },
    { id: '2', side: 'mine', at: at(41), text: t('pitch.answer'), tick: 'read', author: 'bot' },
    {
      id: '3',
      side: 'mine',
      at: at(41),
      text: t('pitch.listing'),
      tick: 'read',
      author: 'bot',
      buttons: [{ id: 'visit', title: t('pitch.visit') }],
    },
    { id: '4', side: 'theirs', at: at(42), text: t('pitch.visit') },
    { id: '5', side: 'mine', at: at(42), text: t('pitch.booked'), tick: 'read', author: 'bot' },
  ];
  return (
    <aside className="chat-ground hidden flex-col justify-center border-line border-l px-10 py-12 lg:flex">
      <div className="mx-auto w-full max-w-md">
        <div aria-hidden>
          {chat.map((view, index) => (
            <ChatBubble
              key={view.id}
              view={view}
              startsRun={chat[index - 1]?.side !== view.side}
              speaker={view.side === 'mine' ? t('pitch.bot') : t('pitch.them')}
            />
          ))}
        </div>
        <p className="mt-12 text-balance font-semibold text-xl tracking-tight">{t('pitch.title')}</p>
        <p className="mt-2 text-base text-muted">{t('pitch.words')}</p>
      </div>
    </aside>
  );
}
