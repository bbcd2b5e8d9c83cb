/** A voice note: play, pause, and how far it is. The bars are decoration. */
import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '@/lib/time';

const BARS = [5, 9, 14, 8, 12, 18, 10, 6, 13, 20, 15, 9, 17, 11, 7, 14, 19, 12, 8, 5, 10, 16, 9, 6, 12, 7, 4];

export function VoiceNote({ url }: { url: string | null }) {
  const { t } = useTranslation('chat');
  const sound = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const played = Number.isFinite(length) && length > 0 ? at / length : 0;
  const isKnown = Number.isFinite(length) && length > 0; // a stream without an end has no length
  const shown = isPlaying || at > 0 ? at : isKnown ? length : null;
  const toggle = () => {
    if (isPlaying) sound.current?.pause();
    else void sound.current?.play().catch(() => setPlaying(false));
  };
  const Icon = isPlaying ? Pause : Play;
  return (
    <div className="flex w-64 max-w-full items-center gap-2 px-2 pt-2">
      <button
        type="button"
        onClick={toggle}
        disabled={!url}
        aria-label={isPlaying ? t('voice.pause') : t('voice.play')}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-fg/8 hover:bg-fg/12 disabled:opacity-50"
      >
        <Icon aria-hidden className="size-4.5 fill-current" />
      </button>
      <div className="flex h-8 min-w-0 flex-1 items-center gap-0.5" aria-hidden>
        {BARS.map((height, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change their order
            key={index}
            className={`w-[3px] flex-none rounded-full ${index / BARS.length < played ? 'bg-bubble-action' : 'bg-fg/28'}`}
            style={{ height }}
          />
        ))}
      </div>
      <span className="w-8 text-right text-2xs tabular-nums">{shown !== null && formatDuration(shown)}</span>
      {url && (
        // biome-ignore lint/a11y/useMediaCaption: a voice note of a chat has no captions to show
        <audio
          ref={sound}
          src={url}
          preload="metadata"
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => setAt(0)}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
          onLoadedMetadata={(event) => setLength(event.currentTarget.duration)}
        />
      )}
    </div>
  );
}
