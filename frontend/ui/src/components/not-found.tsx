/** The words for an address that leads nowhere, or to something this business does not have. */
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="flex h-full flex-col items-center justify-center px-6 text-center">
      <span className="mb-5 grid size-16 place-items-center rounded-2xl bg-brand-soft text-brand">
        <Compass aria-hidden className="size-8" strokeWidth={1.5} />
      </span>
      <h1 className="font-semibold text-xl">{t('notFound.title')}</h1>
      <p className="mt-2 max-w-sm text-balance text-muted">{t('notFound.words')}</p>
      <Link
        to="/"
        className="mt-6 inline-flex min-h-11 items-center rounded-control bg-brand px-4 font-medium text-on-brand hover:bg-brand-hover md:min-h-9"
      >
        {t('notFound.home')}
      </Link>
    </div>
  );
}
