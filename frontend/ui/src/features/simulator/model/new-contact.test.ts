/** Invented people look like real ones. */
import { expect, it } from 'vitest';
import { newContact } from './new-contact';

it('has a mobile number of thirteen digits', () => {
  expect(newContact('Ana', false, () => 0.00000425)).toEqual({ name: 'Ana', wa_id: '5511990000042' });
});

it('has a username without accents and no number', () => {
  expect(newContact('José Érico', true, () => 0.5)).toEqual({
    name: 'José Érico',
    username_only: true,
    username: 'joseerico.5000',
  });
});

it('finds a username for a name without letters', () => {
  expect(newContact('🙂', true, () => 0)).toMatchObject({ username: 'pessoa.0000' });
});
