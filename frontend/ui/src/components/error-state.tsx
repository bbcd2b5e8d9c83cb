/** Something could not be read: a sentence, a way to try again, and the number that finds it in the logs. */
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '@/api/error-words';
import { ApiError } from '@/api/errors';
import { ErrorNumber } from './error-number';
import { Button } from './ui/button';

type Props = { error: unknown; onRetry?: () => void };

export function ErrorState({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const id = error instanceof ApiError ? error.correlationId : null;
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center px-6 py-12 text-center">
      <span className="mb-4 grid size-14 place-items-center rounded-2xl bg-danger-soft text-danger">
        <TriangleAlert aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <p className="max-w-sm text-balance font-semibold text-base">{words(error)}</p>
      {onRetry && (
        <Button className="mt-5" onClick={onRetry}>
          {t('actions.retry')}
        </Button>
      )}
      {id && <ErrorNumber id={id} code={error instanceof ApiError ? error.code : ''} />}
    </div>
  );
}
