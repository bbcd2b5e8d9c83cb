/** The thread shows what was stored: both directions, every outgoing message, and why something failed. */
import { expect, it } from 'vitest';
import type { Message } from '@/api/types';
import { toBubbleView } from './to-bubble-view';

function message(fields: Partial<Message>): Message {
  return {
    id: 'm1',
    direction: 'out',
    author: 'bot',
    kind: 'text',
    text: 'Olá',
    content: { v: 1, is: 'Text', body: 'Olá' },
    node: 'hello',
    status: 'delivered',
    error: null,
    sent_at: '2026-11-23T12:00:00Z',
    created_at: '2026-11-23T12:00:00Z',
    ...fields,
  };
}

const view = (fields: Partial<Message>) => toBubbleView(message(fields), (error) => error?.title);

it('puts the business at the right with its ticks and author', () => {
  expect(view({ status: 'played' })).toMatchObject({
    side: 'mine',
    tick: 'read',
    author: 'bot',
    text: 'Olá',
  });
});

it('puts the contact at the left without either', () => {
  const theirs = view({
    direction: 'in',
    author: 'contact',
    status: 'received',
    content: { v: 1, kind: 'text' },
  });

  expect(theirs).toMatchObject({ side: 'theirs', tick: undefined, author: undefined });
});

it('shows a listing with its picture and buttons', () => {
  const content = {
    is: 'Buttons',
    body: 'x',
    header_image: '/pictures/a.jpg',
    buttons: [{ id: '1', title: 'Gostei' }],
  };

  expect(view({ kind: 'buttons', content })).toMatchObject({
    media: { kind: 'image', url: '/pictures/a.jpg' },
    buttons: [{ id: '1', title: 'Gostei' }],
  });
});

it('shows a list menu', () => {
  const content = {
    is: 'ListMenu',
    body: 'x',
    button: 'Ver',
    sections: [{ title: 'S', rows: [{ id: '1', title: 'A' }] }],
  };

  expect(view({ kind: 'list', content }).menu).toEqual({
    button: 'Ver',
    sections: [{ title: 'S', rows: [{ id: '1', title: 'A' }] }],
  });
});

it.each([
  [
    { is: 'LinkButton', title: 'Site', url: 'https://a.test' },
    { links: [{ title: 'Site', url: 'https://a.test' }] },
  ],
  [{ is: 'AskLocation' }, { request: 'location' }],
  [{ is: 'AskContact' }, { request: 'contact' }],
  [{ is: 'SendContact', name: 'Ana', phone: '+55' }, { people: ['Ana · +55'] }],
  [
    { is: 'Attachment', kind: 'document', link: '/a.pdf', filename: 'a.pdf' },
    { media: { kind: 'document', url: '/a.pdf' } },
  ],
])('draws %j', (content, expected) => {
  expect(view({ content })).toMatchObject(expected);
});

it('names the picture a contact sent, of which only an id is kept', () => {
  const sent = { direction: 'in', author: 'contact', kind: 'image', text: '' } as const;

  expect(view({ ...sent, content: { media: { id: '1', mime_type: 'image/jpeg' } } }).media).toEqual({
    kind: 'image',
    url: null,
    filename: undefined,
  });
});

it('says why a message failed', () => {
  expect(view({ status: 'failed', error: { code: 131047, title: 'Window closed' } })).toMatchObject({
    tick: 'failed',
    failure: 'Window closed',
  });
});

it('names a kind that has no words', () => {
  expect(view({ kind: 'order', text: '', content: {} })).toMatchObject({ otherKind: 'order' });
});
