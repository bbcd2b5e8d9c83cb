/** The line to write in: Enter sends, Shift+Enter breaks the line, the clip and the microphone send samples. */
import { Mic, Plus, SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { voiceNote } from '../model/samples';
import type { Action } from '../model/wire';
import { AttachmentTray } from './attachment-tray';

const round =
  'grid size-11 shrink-0 place-items-center rounded-full transition-colors md:size-10 disabled:opacity-50';

export function Composer({ onSend }: { onSend: (action: Action) => Promise<unknown> }) {
  const { t } = useTranslation('simulator');
  const [text, setText] = useState('');
  const [isTrayOpen, setTrayOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const words = text.trim();
    field.current?.focus();
    if (words === '') return;
    setText('');
    await onSend({ type: 'text', text: words }).catch(() => setText((now) => now || words)); // nothing typed is lost
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };

  const attach = async (sample: Action | Promise<Action>) => {
    setTrayOpen(false);
    field.current?.focus();
    await onSend(await sample).catch(() => undefined); // the chat shows the error
  };

  return (
    <form
      onSubmit={submit}
      className="bg-phone-bar px-2.5 pt-2 pb-[max(0.625rem,env(safe-area-inset-bottom))]"
    >
      {isTrayOpen && <AttachmentTray onChoose={attach} />}
      <div className="flex items-end gap-1.5">
        <button
          type="button"
          aria-label={t('composer.attach')}
          aria-expanded={isTrayOpen}
          onClick={() => setTrayOpen(!isTrayOpen)}
          className={`${round} text-muted hover:bg-sunken hover:text-fg`}
        >
          <Plus
            aria-hidden
            className={`size-6 transition-transform ${isTrayOpen ? 'rotate-45' : ''}`}
            strokeWidth={1.75}
          />
        </button>
        <textarea
          ref={field}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={t('composer.label')}
          placeholder={t('composer.label')}
          enterKeyHint="send"
          autoComplete="off"
          className="field-sizing-content max-h-32 min-h-11 flex-1 resize-none rounded-[1.375rem] border border-line bg-surface px-4 py-2.5 text-base leading-6 outline-offset-0 placeholder:text-muted md:min-h-10 md:py-2 md:text-[0.9375rem]"
        />
        {text.trim() === '' ? (
          <button
            type="button"
            aria-label={t('composer.sendVoice')}
            onClick={() => void attach(voiceNote())}
            className={`${round} text-muted hover:bg-sunken hover:text-fg`}
          >
            <Mic aria-hidden className="size-5.5" strokeWidth={1.75} />
          </button>
        ) : (
          <button
            type="submit"
            aria-label={t('composer.send')}
            className={`${round} bg-brand text-on-brand hover:bg-brand-hover`}
          >
            <SendHorizontal aria-hidden className="size-5" strokeWidth={2} />
          </button>
        )}
      </div>
    </form>
  );
}
