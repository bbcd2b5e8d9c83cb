/** The whole window for an address that leads nowhere. */
import { useTranslation } from 'react-i18next';
import { useTitle } from '@/lib/title';
import { NotFound } from './not-found';

export function NotFoundScreen() {
  const { t } = useTranslation();
  useTitle(t('notFound.title'));
  return (
    <main id="main" className="h-dvh">
      <NotFound />
    </main>
  );
}
