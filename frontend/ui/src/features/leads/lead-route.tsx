/** /leads/{id}: one lead, what it answered, and what happened to it. */
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isNotFound } from '@/api/errors';
import { useLead } from '@/api/leads/get-lead';
import { ErrorState } from '@/components/error-state';
import { NotFound } from '@/components/not-found';
import { useTitle } from '@/lib/title';
import { LeadSheet } from './components/lead-sheet';
import { LeadSkeleton } from './components/lead-skeleton';

export function LeadRoute() {
  const { t } = useTranslation('leads');
  const { leadId } = useParams({ from: '/shell/leads/$leadId' });
  const lead = useLead(leadId);
  useTitle(lead.data?.contact.name || t('title'));
  if (lead.isError && !lead.data) {
    if (isNotFound(lead.error)) return <NotFound />;
    return <ErrorState error={lead.error} onRetry={() => void lead.refetch()} />;
  }
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 py-4 md:px-8 md:py-6">
        <Link
          to="/leads"
          className="-ml-1 inline-flex min-h-9 items-center gap-1.5 rounded-control px-1 text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t('lead.back')}
        </Link>
        {lead.data ? <LeadSheet lead={lead.data} /> : <LeadSkeleton />}
      </div>
    </div>
  );
}
