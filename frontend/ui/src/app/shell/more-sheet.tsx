/** What a phone keeps behind "more": the account, language, theme, the simulator, signing out. */
import { Link } from '@tanstack/react-router';
import { LogOut, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocalConfig } from '@/api/local-config';
import { signOut } from '@/api/sign-out';
import { LanguageSelect } from '@/components/language-select';
import { ThemeToggle } from '@/components/theme-toggle';
import { Sheet } from '@/components/ui/sheet';
import { useMe } from './get-me';

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

const row =
  'flex min-h-12 w-full items-center gap-3 rounded-control px-3 text-left text-base hover:bg-sunken';

export function MoreSheet({ open, onOpenChange }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const local = useLocalConfig();
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={me.data?.tenant.name ?? t('nav.more')}>
      {me.data && <p className="px-3 pb-3 text-muted">{me.data.user.name ?? me.data.user.email}</p>}
      <div className="flex items-center gap-2 px-3 pb-2">
        <LanguageSelect className="flex-1" />
        <ThemeToggle />
      </div>
      {local.data && (
        <Link to="/simulator" className={row}>
          <Smartphone aria-hidden className="size-5 text-muted" strokeWidth={1.75} />
          {t('nav.simulator')}
        </Link>
      )}
      <button type="button" className={row} onClick={signOut}>
        <LogOut aria-hidden className="size-5 text-muted" strokeWidth={1.75} />
        {t('account.signOut')}
      </button>
    </Sheet>
  );
}
