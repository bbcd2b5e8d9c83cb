/** Every kind of message the simulator knows has a drawing, and each side sees its own ticks. */
import { expect, it } from 'vitest';
import { toBubbleViews } from './to-bubble-view';
import type { SimBubble } from './wire';

const links = { absolute: (url: string) => `http://sim${url}` };

function bubble(fields: Partial<SimBubble>): SimBubble {
  return {
    wamid: 'w1',
    direction: 'out',
    at: '2026-11-23T12:00:00Z',
    kind: 'text',
    status: 'sent',
    text: 'oi',
    ...fields,
  };
}

const view = (fields: Partial<SimBubble>) => toBubbleViews([bubble(fields)], links)[0];

it('puts the person at the right, with ticks, and the business at the left, without', () => {
  expect(view({ direction: 'in', status: 'read' })).toMatchObject({ side: 'mine', tick: 'read' });
  expect(view({ direction: 'out', status: 'read' })).toMatchObject({ side: 'theirs', tick: undefined });
});

it('hides what was not sent yet', () => {
  expect(toBubbleViews([bubble({ status: 'accepted' })], links)).toEqual([]);
});

it('says why the business could not reach the phone', () => {
  const failed = view({ status: 'failed', error: { code: 131047, title: 'Window closed' } });

  expect(failed).toMatchObject({ tick: 'failed', failure: 'Window closed (131047)' });
});

it('shows a picture above the buttons of a listing', () => {
  const card = view({
    kind: 'buttons',
    header: { type: 'image', url: '/m/1' },
    text: 'Casa\nR$ 1',
    buttons: [{ id: 'a', title: 'Gostei' }],
  });

  expect(card).toMatchObject({
    media: { kind: 'image', url: 'http://sim/m/1' },
    text: 'Casa\nR$ 1',
    buttons: [{ id: 'a', title: 'Gostei' }],
  });
});

it('shows a caption as the words of its picture', () => {
  expect(view({ kind: 'image', text: undefined, image: { url: null, caption: 'Sala' } })).toMatchObject({
    media: { kind: 'image', url: null },
    text: 'Sala',
  });
});

it('answers a message in one line', () => {
  const views = toBubbleViews(
    [
      bubble({ wamid: 'a', text: 'Qual bairro?\nPode ser mais de um.' }),
      bubble({
        wamid: 'b',
        direction: 'in',
        kind: 'tap',
        tap: { id: '1', title: 'Pinheiros' },
        reply_to: 'a',
      }),
    ],
    links,
  );

  expect(views[1]).toMatchObject({ text: 'Pinheiros', quote: 'Qual bairro?' });
});

it('puts a reaction on its message, the last one of each side, and takes it back when it is empty', () => {
  const react = (wamid: string, emoji: string) =>
    bubble({
      wamid,
      direction: 'in',
      kind: 'reaction',
      text: undefined,
      reaction: { message_id: 'a', emoji },
    });

  expect(toBubbleViews([bubble({ wamid: 'a' }), react('r1', '👍'), react('r2', '❤️')], links)).toMatchObject([
    { id: 'a', reactions: ['❤️'] },
  ]);
  expect(toBubbleViews([bubble({ wamid: 'a' }), react('r1', '👍'), react('r2', '')], links)).toMatchObject([
    { id: 'a', reactions: [] },
  ]);
});

it.each([
  ['location_request', 'location'],
  ['contact_request', 'contact'],
])('offers to answer a %s', (kind, request) => {
  expect(view({ kind })).toMatchObject({ request });
});

it('names a kind it cannot draw', () => {
  expect(view({ kind: 'product_list' })).toMatchObject({ otherKind: 'product_list' });
});
