/** Says so when the person's last message hangs with one tick: the application behind the webhook did not answer. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimBubble } from '../model/wire';

const PATIENCE_MS = 6_000;

export function UndeliveredNote({ messages }: { messages: SimBubble[] | undefined }) {
  const { t } = useTranslation('simulator');
  const last = messages?.at(-1);
  const hanging = last?.direction === 'in' && last.status === 'sent' ? last.wamid : null;
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (!hanging) return;
    const timer = setTimeout(() => setLate(hanging), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [hanging]);
  if (!hanging || late !== hanging) return null;
  return (
    <p className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-center text-warn text-xs">
      {t('chat.notDelivered')}
    </p>
  );
}
