/** An event of a lead as a sentence. */
import { useTranslation } from 'react-i18next';
import { useStageLabel } from '@/api/leads/get-board';
import type { LeadEvent } from '@/api/types';

export function useEventWords(): (event: LeadEvent) => string {
  const { t } = useTranslation('leads');
  const stageLabel = useStageLabel();
  return ({ kind, detail }) => {
    const stage = (key: string) => stageLabel(String(detail[key] ?? ''));
    if (kind === 'created') return t('timeline.created', { stage: stage('stage') });
    if (kind === 'moved') return t('timeline.moved', { from: stage('from'), to: stage('to') });
    if (kind === 'note') return String(detail.text ?? '');
    return t('timeline.other', { kind });
  };
}
