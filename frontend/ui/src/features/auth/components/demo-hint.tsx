/** On a developer's machine: the demo login, one press away, and the way to the phone. Elsewhere nothing. */
import { Link } from '@tanstack/react-router';
import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type LocalConfig, useLocalConfig } from '@/api/local-config';
import { Button } from '@/components/ui/button';

export function DemoHint({ onFill }: { onFill: (login: LocalConfig['login']) => void }) {
  const { t } = useTranslation('auth');
  const local = useLocalConfig();
  if (!local.data) return null;
  const { login } = local.data;
  return (
    <div className="animate-rise">
      <div className="flex items-center gap-3 rounded-card border border-line border-dashed bg-sunken py-3 pr-3 pl-4">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{t('demo.title')}</p>
          <p className="truncate text-muted text-xs">{login.email}</p>
        </div>
        <Button onClick={() => onFill(login)}>{t('demo.fill')}</Button>
      </div>
      <Link
        to="/simulator"
        className="mt-3 inline-flex min-h-9 items-center gap-2 rounded-control font-medium text-brand hover:underline"
      >
        <Smartphone aria-hidden className="size-4" />
        {t('demo.simulator')}
      </Link>
    </div>
  );
}
