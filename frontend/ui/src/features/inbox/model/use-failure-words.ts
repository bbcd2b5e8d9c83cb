/** Meta's error codes as a sentence for someone who never heard of them. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureWords } from './to-bubble-view';

const KNOWN = [131026, 131047, 131049, 131050, 131051, 131053, 131056, 190] as const;

export function useFailureWords(): FailureWords {
  const { t } = useTranslation('inbox');
  return useCallback(
    (error, status) => {
      if (status === 'parked') return t('failure.parked');
      if (status !== 'failed') return undefined;
      if (!error) return t('failure.unknown');
      const known = KNOWN.find((code) => code === error.code);
      return known ? t(`failure.${known}`) : t('failure.other', { title: error.title, code: error.code });
    },
    [t],
  );
}
