/** Money is exact to the cent and quiet about zeros. */
import { expect, it } from 'vitest';
import { formatMoney, formatMoneyShort } from './money';

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

it.each([
  [65_000_000, 'pt-BR', 'R$ 650.000'],
  [65_000_050, 'pt-BR', 'R$ 650.000,50'],
  [250_000, 'en', 'R$2,500'],
  [0, 'pt-BR', 'R$ 0'],
])('writes %i in %s as %s', (cents, language, expected) => {
  expect(plain(formatMoney(cents, language))).toBe(expected);
});

it('shortens sums', () => {
  expect(plain(formatMoneyShort(123_456_789, 'pt-BR'))).toBe('R$ 1,2 mi');
  expect(plain(formatMoneyShort(123_456_789, 'en'))).toBe('R$1.2M');
});
