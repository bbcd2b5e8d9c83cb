/** A lead on the board: who, what they are after, for how much, and since when it has not moved. */
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '@/api/types';
import { Avatar } from '@/components/avatar';
import { formatMoney } from '@/lib/money';
import { displayName } from '@/lib/people';
import { formatAgo } from '@/lib/time';
import { interestOf } from '../model/interest';

export const LeadCard = memo(function Card({ lead }: { lead: Lead }) {
  const { t, i18n } = useTranslation('leads');
  const name = displayName(lead.contact, t('lead.unnamed'));
  const interest = interestOf(lead);
  return (
    <li className="relative rounded-control border border-line bg-surface p-3 shadow-1 transition-colors [contain-intrinsic-size:auto_96px] [content-visibility:auto] hover:border-line-strong">
      <div className="flex items-center gap-2.5">
        <Avatar name={name} seed={lead.contact.id} className="size-7 text-2xs" />
        <Link
          to="/leads/$leadId"
          params={{ leadId: lead.id }}
          className="-outline-offset-2 min-w-0 flex-1 truncate font-medium after:absolute after:inset-0 after:rounded-control"
        >
          {name}
        </Link>
      </div>
      {interest && <p className="mt-2 line-clamp-2 text-[0.8125rem] text-muted leading-4.5">{interest}</p>}
      <div className="mt-2 flex items-baseline gap-2">
        {lead.value_cents !== null && lead.value_cents !== undefined && (
          <span className="font-semibold tabular-nums">{formatMoney(lead.value_cents, i18n.language)}</span>
        )}
        <time dateTime={lead.updated_at} className="ml-auto shrink-0 text-2xs text-muted">
          <span className="sr-only">{`${t('board.changed')}: `}</span>
          {formatAgo(lead.updated_at, i18n.language)}
        </time>
      </div>
    </li>
  );
});
