/** Samples to send besides text: a picture, a place, a voice note. */
import { ImageIcon, MapPin, Mic } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PLACE, photo, voiceNote } from '../model/samples';
import type { Action } from '../model/wire';

export function AttachmentTray({ onChoose }: { onChoose: (sample: Action | Promise<Action>) => void }) {
  const { t } = useTranslation('simulator');
  const samples = [
    { words: t('composer.photo'), icon: ImageIcon, make: () => photo(t('composer.photoCaption')) },
    { words: t('composer.location'), icon: MapPin, make: () => PLACE },
    { words: t('composer.voice'), icon: Mic, make: voiceNote },
  ];
  return (
    <div className="flex animate-rise gap-2 px-2 pt-1 pb-3">
      {samples.map(({ words, icon: Icon, make }) => (
        <button
          key={words}
          type="button"
          onClick={() => onChoose(make())}
          className="flex flex-1 flex-col items-center gap-1.5 rounded-card border border-line bg-surface py-3 font-medium text-xs hover:bg-sunken"
        >
          <Icon aria-hidden className="size-5.5 text-brand" strokeWidth={1.75} />
          {words}
        </button>
      ))}
    </div>
  );
}
