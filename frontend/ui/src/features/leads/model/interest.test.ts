/** A card says what the lead is after in one line. */
import { expect, it } from 'vitest';
import { interestOf } from './interest';

it('joins the first answers and skips empty ones', () => {
  const summary = ['Comprar', ' ', 'Apartamento', 'Pinheiros', '2 quartos'].map((value) => ({
    label: 'x',
    value,
  }));

  expect(interestOf({ summary })).toBe('Comprar · Apartamento · Pinheiros');
});

it('is empty before the first answer', () => {
  expect(interestOf({ summary: [] })).toBe('');
});
