/** What the person answered, in the order the flow's author chose. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '@/api/types';
import { Fact } from '@/components/fact';

export function LeadAnswers({ lead }: { lead: Pick<Lead, 'summary'> }) {
  const { t } = useTranslation('leads');
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface p-5 shadow-1">
      <h2 id={id} className="mb-4 font-semibold text-base">
        {t('lead.answers')}
      </h2>
      {lead.summary.length === 0 ? (
        <p className="text-muted">{t('lead.noAnswers')}</p>
      ) : (
        <dl className="flex flex-col gap-3.5">
          {lead.summary.map((line) => (
            <Fact key={`${line.label} ${line.value}`} label={line.label}>
              {line.value || '—'}
            </Fact>
          ))}
        </dl>
      )}
    </section>
  );
}
