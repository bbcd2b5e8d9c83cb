/** First sentences for an empty chat, in the language the bot speaks. */
import { useTranslation } from 'react-i18next';

export function Starters({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useTranslation('simulator');
  return (
    <div className="chat-ground flex flex-col items-center gap-2 px-4 pb-4 text-center">
      <p className="text-muted text-xs">{t('chat.start')}</p>
      <div className="flex flex-wrap justify-center gap-2">
        {t('chat.starters', { returnObjects: true }).map((text) => (
          <button
            key={text}
            type="button"
            onClick={() => onChoose(text)}
            className="min-h-9 rounded-full border border-line bg-surface px-3.5 py-1.5 font-medium text-brand shadow-1 hover:bg-brand-soft"
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
