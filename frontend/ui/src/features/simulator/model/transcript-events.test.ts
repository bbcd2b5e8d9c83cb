/** Live events keep a phone true to its transcript, in any number and twice. */
import { expect, it } from 'vitest';
import { applyEvent } from './transcript-events';
import type { SimBubble, Transcript } from './wire';

const hello: SimBubble = {
  wamid: 'w1',
  direction: 'in',
  at: '2026-11-23T12:00:00Z',
  kind: 'text',
  status: 'sent',
  text: 'oi',
};
const empty: Transcript = {
  contact: { id: '55', wa_id: '55', name: 'Ana', username_only: false },
  number: { phone_number_id: '1', display_phone_number: '2', verified_name: 'Aurora' },
  window: { open: false, expires_at: null },
  typing: true,
  messages: [],
};

it('adds a new bubble once', () => {
  const once = applyEvent(empty, { kind: 'message', bubble: hello });
  const twice = applyEvent(once, { kind: 'message', bubble: { ...hello, text: 'oi!' } });

  expect(twice.messages.map((bubble) => bubble.text)).toEqual(['oi!']);
});

it('moves ticks, and keeps why something failed', () => {
  const chat = { ...empty, messages: [hello] };
  const error = { code: 131026, title: 'Undeliverable' };

  expect(applyEvent(chat, { kind: 'status', wamid: 'w1', status: 'read' }).messages[0]?.status).toBe('read');
  expect(
    applyEvent(chat, { kind: 'status', wamid: 'w1', status: 'failed', error }).messages[0]?.error,
  ).toEqual(error);
  expect(applyEvent(chat, { kind: 'status', wamid: 'other', status: 'read' }).messages).toEqual([hello]);
});

it('forgets the bubbles on restart, not the person', () => {
  const restarted = applyEvent({ ...empty, messages: [hello] }, { kind: 'restart' });

  expect(restarted).toEqual({ ...empty, typing: false });
});

it('follows typing and the window', () => {
  const window = { open: true, expires_at: '2026-11-24T12:00:00Z' };

  expect(applyEvent(empty, { kind: 'typing', typing: false }).typing).toBe(false);
  expect(applyEvent(empty, { kind: 'window', window }).window).toEqual(window);
});

it('opens the window for 24 hours when the person writes, not when the business does', () => {
  const written = applyEvent(empty, { kind: 'message', bubble: hello });

  expect(written.window).toEqual({ open: true, expires_at: '2026-11-24T12:00:00.000Z' });
  expect(applyEvent(empty, { kind: 'message', bubble: { ...hello, direction: 'out' } }).window).toEqual(
    empty.window,
  );
});

it('never shortens a window', () => {
  const window = { open: true, expires_at: '2026-11-25T12:00:00Z' };

  expect(applyEvent({ ...empty, window }, { kind: 'message', bubble: hello }).window).toEqual(window);
});
