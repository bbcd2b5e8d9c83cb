/** /login: the way in, beside a picture of what waits behind it. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Brand } from '@/components/brand';
import { LanguageSelect } from '@/components/language-select';
import { ThemeToggle } from '@/components/theme-toggle';
import { useTitle } from '@/lib/title';
import { LoginForm } from './components/login-form';
import { Pitch } from './components/pitch';

export function LoginRoute() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  useTitle(t('login.title'));
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex min-w-0 flex-col px-5 py-5 md:px-8">
        <header className="flex items-center justify-between gap-4">
          <Brand />
          <div className="flex items-center gap-1">
            <LanguageSelect className="w-32" />
            <ThemeToggle />
          </div>
        </header>
        <main id="main" className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-10">
          <h1 className="font-semibold text-2xl tracking-tight">{t('login.title')}</h1>
          <p className="mt-1.5 mb-8 text-base text-muted">{t('login.subtitle')}</p>
          <LoginForm onDone={() => void navigate({ href: next ?? '/', replace: true })} />
        </main>
      </div>
      <Pitch />
    </div>
  );
}
