/** What a lead is after, in one line: the answers its flow put first. Pure. */
import type { Lead } from '@/api/types';

const ANSWERS = 3; // more would not fit a card

export function interestOf(lead: Pick<Lead, 'summary'>): string {
  return lead.summary
    .map((line) => line.value.trim())
    .filter((value) => value !== '')
    .slice(0, ANSWERS)
    .join(' · ');
}
