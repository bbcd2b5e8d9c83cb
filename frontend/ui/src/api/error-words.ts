/** An error as a sentence in the person's language: ours for the codes we know, else the server's own. */
import { useTranslation } from 'react-i18next';
import { ApiError } from './errors';

export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unexpected');
    if (error.status === 0) return t('errors.network');
    if (error.status === 404) return t('errors.notFound');
    if (error.status === 403) return t('errors.forbidden');
    if (error.status === 429) return t('errors.throttled');
    if (error.status >= 500) return t('errors.server');
    return error.message;
  };
}
