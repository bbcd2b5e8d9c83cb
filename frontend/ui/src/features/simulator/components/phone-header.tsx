/** Whom one writes to, and whether they are writing. */
import { BadgeCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/avatar';
import { formatPhone } from '@/lib/people';

type Props = { name: string; phone: string; isTyping: boolean };

export function PhoneHeader({ name, phone, isTyping }: Props) {
  const { t } = useTranslation('simulator');
  return (
    <div className="flex items-center gap-3 border-line border-b bg-phone-bar px-4 py-2">
      <Avatar name={name} seed={phone} className="size-9.5 text-sm" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1 font-semibold text-base leading-5">
          <span className="truncate">{name}</span>
          <BadgeCheck aria-hidden className="size-4 shrink-0 fill-brand text-phone-bar" />
        </p>
        <p role="status" className="truncate text-muted text-xs">
          {isTyping ? <span className="text-ok">{t('chat.typing')}</span> : formatPhone(phone)}
        </p>
      </div>
    </div>
  );
}
