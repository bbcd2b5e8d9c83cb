/** What people and bots type is shown as WhatsApp shows it. */
import { describe, expect, it } from 'vitest';
import { isJumbo, parseRichText, plainText } from './rich-text';

describe('parseRichText', () => {
  it('reads marks at the edges of words, nested too', () => {
    expect(parseRichText('Oi *Ana _querida_*!')).toEqual([
      { kind: 'plain', text: 'Oi ' },
      {
        kind: 'bold',
        children: [
          { kind: 'plain', text: 'Ana ' },
          { kind: 'italic', children: [{ kind: 'plain', text: 'querida' }] },
        ],
      },
      { kind: 'plain', text: '!' },
    ]);
  });

  it.each(['2 * 3 * 4', 'meu_nome_aqui', '* item', 'a*b*c', '~', ''])('leaves %j alone', (text) => {
    expect(parseRichText(text)).toEqual(text === '' ? [] : [{ kind: 'plain', text }]);
  });

  it('links addresses without the end of the sentence', () => {
    expect(parseRichText('Veja https://exemplo.test/a?b=1.')).toEqual([
      { kind: 'plain', text: 'Veja ' },
      { kind: 'link', text: 'https://exemplo.test/a?b=1', href: 'https://exemplo.test/a?b=1' },
      { kind: 'plain', text: '.' },
    ]);
  });

  it('makes no link of other schemes', () => {
    expect(parseRichText('javascript:alert(1)')).toEqual([{ kind: 'plain', text: 'javascript:alert(1)' }]);
  });

  it('keeps code as it is', () => {
    expect(parseRichText('`*a*`')).toEqual([{ kind: 'code', text: '*a*' }]);
  });
});

it('plainText drops the marks only', () => {
  expect(plainText('*Casa* por _R$ 10_ ~R$ 12~')).toBe('Casa por R$ 10 R$ 12');
});

it.each([
  ['👍', true],
  ['🇧🇷❤️👨‍👩‍👧', true],
  ['👍👍👍👍', false],
  ['ok 👍', false],
  ['123', false],
  [' ', false],
])('isJumbo(%j) is %j', (text, expected) => {
  expect(isJumbo(text)).toBe(expected);
});
