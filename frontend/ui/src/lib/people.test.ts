/** People are shown the same way everywhere. */
import { expect, it } from 'vitest';
import { formatPhone, initials, tintOf } from './people';

it.each([
  ['Ana Silva', 'AS'],
  ['ana', 'A'],
  ['José da Silva Érico', 'JÉ'],
  ['+55 11 99999-0001', '#'],
  ['', '#'],
])('shows %s as %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

it.each([
  ['5511999990001', '+55 11 99999-0001'],
  ['+551130010001', '+55 11 3001-0001'],
  ['14155550100', '+14155550100'],
])('writes %s as %s', (phone, expected) => {
  expect(formatPhone(phone)).toBe(expected);
});

it('gives the same person the same tint', () => {
  expect(tintOf('a1')).toBe(tintOf('a1'));
  expect(tintOf('a1')).toBeLessThan(360);
});
