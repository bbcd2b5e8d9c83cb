/** A lead on its own page. */
import { Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStageLabel } from '@/api/leads/get-board';
import type { LeadDetail } from '@/api/types';
import { Avatar } from '@/components/avatar';
import { Fact } from '@/components/fact';
import { formatMoney } from '@/lib/money';
import { displayName, formatPhone } from '@/lib/people';
import { formatMoment } from '@/lib/time';
import { LeadAnswers } from './lead-answers';
import { Timeline } from './timeline';

export function LeadSheet({ lead }: { lead: LeadDetail }) {
  const { t, i18n } = useTranslation('leads');
  const stageLabel = useStageLabel();
  const name = displayName(lead.contact, t('lead.unnamed'));
  return (
    <>
      <header className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-3">
        <Avatar name={name} seed={lead.contact.id} className="size-14 text-lg" />
        <div className="min-w-0 flex-1 basis-48">
          <h1 className="break-words font-semibold text-2xl tracking-tight">{name}</h1>
          <p className="text-muted">
            {lead.contact.phone ? formatPhone(lead.contact.phone) : t('lead.noPhone')}
          </p>
        </div>
        {lead.conversation_id && (
          <Link
            to="/inbox"
            search={{ c: lead.conversation_id }}
            className="inline-flex min-h-11 items-center gap-2 rounded-control border border-line bg-surface px-3.5 font-medium shadow-1 hover:bg-sunken md:min-h-9"
          >
            <MessagesSquare aria-hidden className="size-4 text-muted" />
            {t('lead.conversation')}
          </Link>
        )}
      </header>
      <dl className="mt-6 grid grid-cols-2 gap-x-6 gap-y-4 rounded-card border border-line bg-surface p-5 shadow-1 md:grid-cols-4">
        <Fact label={t('lead.stage')}>
          <span className="inline-block rounded-full bg-brand-soft px-2.5 py-0.5 font-medium text-brand">
            {stageLabel(lead.stage)}
          </span>
        </Fact>
        {lead.value_cents !== null && lead.value_cents !== undefined && (
          <Fact label={t('lead.value')}>
            <span className="font-semibold text-base tabular-nums">
              {formatMoney(lead.value_cents, i18n.language)}
            </span>
          </Fact>
        )}
        <Fact label={t('lead.created')}>{formatMoment(lead.created_at, i18n.language)}</Fact>
        <Fact label={t('lead.updated')}>{formatMoment(lead.updated_at, i18n.language)}</Fact>
        {lead.tags.length > 0 && (
          <Fact label={t('lead.tags')}>
            <span className="flex flex-wrap gap-1.5">
              {lead.tags.map((tag) => (
                <span key={tag} className="rounded-full bg-sunken px-2 py-0.5 text-xs">
                  {tag}
                </span>
              ))}
            </span>
          </Fact>
        )}
      </dl>
      <div className="mt-6 grid gap-6 md:grid-cols-2">
        <LeadAnswers lead={lead} />
        <Timeline events={lead.events} />
      </div>
    </>
  );
}
