/** Brazilian reais from whole cents. */

const formats = new Map<string, Intl.NumberFormat>();

/** "R$ 650.000", or "R$ 650.000,50" when there are cents to show. */
export function formatMoney(cents: number, language: string): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  const key = `${language} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'BRL',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format.format(cents / 100);
}

/** "R$ 1,2 mi": for the head of a column, where the exact sum says less than its size. */
export function formatMoneyShort(cents: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'BRL',
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(cents / 100);
}
