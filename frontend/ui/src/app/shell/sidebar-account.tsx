/** Who is signed in, for which business, and the choices that follow them: language, theme, signing out. */
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { signOut } from '@/api/sign-out';
import { LanguageSelect } from '@/components/language-select';
import { ThemeToggle } from '@/components/theme-toggle';
import { IconButton } from '@/components/ui/icon-button';
import { useMe } from './get-me';

export function SidebarAccount() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className="flex flex-col gap-2 border-line border-t p-2 lg:p-3">
      {me.data && (
        <div className="hidden min-w-0 px-1 lg:block">
          <p className="truncate font-medium">{me.data.tenant.name}</p>
          <p className="truncate text-muted text-xs">{me.data.user.name ?? me.data.user.email}</p>
        </div>
      )}
      <div className="flex flex-col items-center gap-1 lg:flex-row">
        <LanguageSelect className="w-full min-w-0 lg:flex-1" />
        <ThemeToggle />
        <IconButton label={t('account.signOut')} onClick={signOut}>
          <LogOut aria-hidden className="size-4.5" strokeWidth={1.75} />
        </IconButton>
      </div>
    </div>
  );
}
