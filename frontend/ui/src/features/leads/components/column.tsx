/** One stage: how many, how much, and its leads, the latest change first. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardStage } from '@/api/types';
import { Button } from '@/components/ui/button';
import { formatMoney, formatMoneyShort } from '@/lib/money';
import { useStageBeyond } from '../api/list-stage';
import { LeadCard } from './lead-card';

export function Column({ stage }: { stage: BoardStage }) {
  const { t, i18n } = useTranslation(['leads', 'common']);
  const [isExpanded, setExpanded] = useState(false);
  const beyond = useStageBeyond(stage.id, stage.next_cursor ?? null, isExpanded);
  const shown = new Set(stage.leads.map((lead) => lead.id));
  const more = (beyond.data?.pages.flatMap((page) => page.items) ?? []).filter((lead) => !shown.has(lead.id));
  const hasMore = isExpanded ? beyond.hasNextPage : Boolean(stage.next_cursor);
  return (
    <section
      aria-label={stage.label}
      className="flex h-full w-[calc(100vw-3.5rem)] max-w-80 shrink-0 snap-center flex-col rounded-card bg-sunken md:w-58 md:max-w-none md:grow"
    >
      <header className="flex items-center gap-2 px-3.5 pt-3 pb-2">
        <h2 className="min-w-0 truncate font-semibold">{stage.label}</h2>
        <span className="rounded-full bg-line px-2 py-px font-medium text-2xs text-muted tabular-nums">
          <span aria-hidden>{stage.count}</span>
          <span className="sr-only">{t('board.count', { count: stage.count })}</span>
        </span>
        {stage.value_cents > 0 && (
          <span
            className="ml-auto shrink-0 font-medium text-muted text-xs tabular-nums"
            title={formatMoney(stage.value_cents, i18n.language)}
          >
            {formatMoneyShort(stage.value_cents, i18n.language)}
          </span>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-y-contain px-2 pb-2">
        {stage.leads.length === 0 && (
          <p className="m-1 rounded-control border border-line border-dashed px-3 py-6 text-center text-muted text-xs">
            {t('board.emptyStage')}
          </p>
        )}
        <ul className="flex flex-col gap-2">
          {[...stage.leads, ...more].map((lead) => (
            <LeadCard key={lead.id} lead={lead} />
          ))}
        </ul>
        {hasMore && (
          <Button
            look="quiet"
            className="mt-2 w-full"
            busy={beyond.isFetching}
            onClick={() => (isExpanded ? void beyond.fetchNextPage() : setExpanded(true))}
          >
            {t('common:actions.loadMore')}
          </Button>
        )}
      </div>
    </section>
  );
}
