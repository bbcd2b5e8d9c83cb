/** The code and number of an error, to be copied into a message to whoever runs the service. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function ErrorNumber({ id, code }: { id: string; code: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(`${code} ${id}`);
    setCopied(true);
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      className="mt-4 inline-flex min-h-6 items-center gap-1.5 rounded-control px-2 py-1 text-left text-muted text-xs hover:bg-sunken hover:text-fg"
    >
      <Icon aria-hidden className="size-3.5" />
      {isCopied ? t('errors.copied') : t('errors.copy', { code })}
    </button>
  );
}
