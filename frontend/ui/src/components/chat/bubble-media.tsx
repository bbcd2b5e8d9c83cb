/** A picture, film, voice note, sticker or file inside a bubble. Without bytes it is named, not broken. */
import { clsx } from 'clsx';
import { FileText, Film, ImageOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Media } from './bubble-view';
import { VoiceNote } from './voice-note';

export function BubbleMedia({ media, alt }: { media: Media; alt: string | undefined }) {
  const { t } = useTranslation('chat');
  const [isBroken, setBroken] = useState(false);
  const { kind, url, filename } = media;
  if (kind === 'audio') return <VoiceNote url={url} />;
  if (kind === 'document') {
    return (
      <a
        href={url ?? undefined}
        target="_blank"
        rel="noreferrer"
        className="m-1 mb-0 flex min-w-52 items-center gap-3 rounded-md bg-fg/5 p-3"
      >
        <FileText aria-hidden className="size-7 shrink-0 text-bubble-action" strokeWidth={1.5} />
        <span className="min-w-0 break-all font-medium">{filename ?? t('kind.document')}</span>
      </a>
    );
  }
  if (kind === 'video' && url) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: a film of a chat has no captions to show
      <video
        src={url}
        controls
        preload="metadata"
        className="m-1 mb-0 w-[calc(100%-0.5rem)] rounded-md bg-black"
      />
    );
  }
  if (url && !isBroken) {
    return (
      <img
        src={url}
        alt={alt ?? t(`kind.${kind}`)}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
        className={clsx(
          kind === 'sticker'
            ? 'size-32 object-contain'
            : 'm-1 mb-0 aspect-[4/3] w-[calc(100%-0.5rem)] rounded-md bg-fg/8 object-cover',
        )}
      />
    );
  }
  const Icon = kind === 'video' ? Film : ImageOff;
  return (
    <div className="m-1 mb-0 flex min-h-24 min-w-44 flex-col items-center justify-center gap-1.5 rounded-md bg-fg/6 p-4 text-xs">
      <Icon aria-hidden className="size-6 opacity-70" strokeWidth={1.5} />
      {t(`kind.${kind}`)}
    </div>
  );
}
