/** /simulator: a phone to talk to the bot with, on a developer's machine only. Elsewhere there is no such page. */
import { useTranslation } from 'react-i18next';
import { useLocalConfig } from '@/api/local-config';
import { ErrorState } from '@/components/error-state';
import { NotFoundScreen } from '@/components/not-found-screen';
import { useTitle } from '@/lib/title';
import { SimulatorScreen } from './components/simulator-screen';

export function SimulatorRoute() {
  const { t } = useTranslation('simulator');
  const local = useLocalConfig();
  useTitle(t('title'));
  if (local.isError) {
    return (
      <main id="main" className="h-dvh">
        <ErrorState error={local.error} onRetry={() => void local.refetch()} />
      </main>
    );
  }
  if (local.isPending) return <main id="main" className="chat-ground h-dvh" aria-busy />;
  return local.data ? <SimulatorScreen config={local.data} /> : <NotFoundScreen />;
}
