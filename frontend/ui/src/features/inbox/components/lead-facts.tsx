/** What the conversation has brought so far: stage, value, the answers, and the way to the lead itself. */
import { Link } from '@tanstack/react-router';
import { ArrowUpRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStageLabel } from '@/api/leads/get-board';
import { useLead } from '@/api/leads/get-lead';
import { ErrorState } from '@/components/error-state';
import { Fact } from '@/components/fact';
import { Skeleton } from '@/components/ui/skeleton';
import { formatMoney } from '@/lib/money';

export function LeadFacts({ id, stage }: { id: string; stage: string }) {
  const { t, i18n } = useTranslation('inbox');
  const lead = useLead(id);
  const stageLabel = useStageLabel();
  if (lead.isError && !lead.data)
    return <ErrorState error={lead.error} onRetry={() => void lead.refetch()} />;
  return (
    <>
      <dl className="flex flex-col gap-3.5">
        <Fact label={t('lead.stage')}>
          <span className="inline-block rounded-full bg-brand-soft px-2.5 py-0.5 font-medium text-brand text-xs">
            {stageLabel(stage)}
          </span>
        </Fact>
        {lead.isPending && <Skeleton className="h-24 w-full" />}
        {lead.data?.value_cents != null && (
          <Fact label={t('lead.value')}>
            <span className="font-semibold tabular-nums">
              {formatMoney(lead.data.value_cents, i18n.language)}
            </span>
          </Fact>
        )}
        {lead.data?.summary.map((line) => (
          <Fact key={`${line.label} ${line.value}`} label={line.label}>
            {line.value}
          </Fact>
        ))}
      </dl>
      <Link
        to="/leads/$leadId"
        params={{ leadId: id }}
        className="mt-5 inline-flex min-h-9 items-center gap-1.5 rounded-control font-medium text-brand hover:underline"
      >
        {t('lead.open')}
        <ArrowUpRight aria-hidden className="size-4" />
      </Link>
    </>
  );
}
