/** A delta leaves every list as the server would have given it, or asks for it to be read again. */
import { describe, expect, it } from 'vitest';
import type { Board, Conversation, ConversationPage, Lead, Message, MessagePage } from '../types';
import { mergeBoard, mergeConversations, mergeMessages, type Pages } from './merge';

function conversation(id: string, at: string, fields: Partial<Conversation> = {}): Conversation {
  return {
    id,
    contact: { id: `c${id}`, name: id, phone: null },
    account: { id: 'a', display_phone_number: null },
    owner: 'bot',
    owner_user_id: null,
    last_message_at: `2026-11-23T${at}Z`,
    last_preview: '',
    unread: 0,
    window: { open: true, expires_at: null },
    lead: null,
    ...fields,
  };
}

function pages<P>(...given: P[]): Pages<P> {
  return { pages: given, pageParams: given.map(() => null) };
}

const ids = (data: Pages<{ items: { id: string }[] }> | null) =>
  data?.pages.map((page) => page.items.map((item) => item.id).join(''));

describe('mergeConversations', () => {
  const list: Pages<ConversationPage> = pages<ConversationPage>(
    { items: [conversation('d', '12:04:00'), conversation('c', '12:03:00')], next_cursor: 'x' },
    { items: [conversation('b', '12:02:00'), conversation('a', '12:01:00')], next_cursor: null },
  );

  it('moves what was written to the top, and keeps the pages whole', () => {
    const merged = mergeConversations(list, [conversation('a', '12:05:00', { unread: 1 })], {});

    expect(ids(merged)).toEqual(['ad', 'cb']);
    expect(merged?.pages[0]?.items[0]?.unread).toBe(1);
  });

  it('lets new ones into the first page', () => {
    expect(ids(mergeConversations(list, [conversation('e', '12:05:00')], {}))).toEqual(['edc', 'ba']);
  });

  it('leaves out what belongs below the last page that was read', () => {
    const first = pages<ConversationPage>({ ...(list.pages[0] as ConversationPage) });

    expect(ids(mergeConversations(first, [conversation('b', '12:02:30')], {}))).toEqual(['dc']);
  });

  it('takes a conversation out of a view it left', () => {
    const taken = conversation('c', '12:06:00', { owner: 'human' });

    expect(ids(mergeConversations(list, [taken], { owner: 'bot' }))).toEqual(['d', 'ba']);
  });

  it('asks again when only the server can tell whether a search matches', () => {
    expect(mergeConversations(list, [conversation('z', '12:06:00')], { q: 'ana' })).toBeNull();
    expect(ids(mergeConversations(list, [conversation('a', '12:06:00')], { q: 'ana' }))).toEqual([
      'ad',
      'cb',
    ]);
  });

  it('is the same the second time', () => {
    const once = mergeConversations(list, [conversation('a', '12:05:00')], {}) as Pages<ConversationPage>;

    expect(mergeConversations(once, [conversation('a', '12:05:00')], {})).toEqual(once);
  });
});

describe('mergeMessages', () => {
  const message = (id: string, at: string, status = 'sent'): Message => ({
    id,
    direction: 'out',
    author: 'bot',
    kind: 'text',
    text: id,
    content: {},
    node: null,
    status,
    error: null,
    sent_at: `2026-11-23T${at}Z`,
    created_at: `2026-11-23T${at}Z`,
  });
  const thread = pages<MessagePage>({
    items: [message('b', '12:00:01'), message('a', '12:00:00')],
    next_cursor: 'x',
  });

  it('puts new ones first and replaces changed ones', () => {
    const merged = mergeMessages(thread, [message('a', '12:00:00', 'read'), message('c', '12:00:01.5')]);

    expect(ids(merged)).toEqual(['cba']);
    expect(merged.pages[0]?.items[2]?.status).toBe('read');
  });

  it('orders whole seconds before their fractions', () => {
    expect(ids(mergeMessages(thread, [message('c', '12:00:01.000001')]))).toEqual(['cba']);
  });

  it('leaves out what is older than the oldest that was read', () => {
    expect(ids(mergeMessages(thread, [message('0', '11:00:00')]))).toEqual(['ba']);
  });
});

describe('mergeBoard', () => {
  const lead = (id: string, stage: string, at: string, value: number | null = 100): Lead => ({
    id,
    contact: { id: `c${id}`, name: id, phone: null },
    conversation_id: `v${id}`,
    stage,
    fields: {},
    summary: [],
    tags: [],
    value_cents: value,
    owner_user_id: null,
    created_at: '2026-11-23T10:00:00Z',
    updated_at: `2026-11-23T${at}Z`,
  });
  const board = (more: string | null = null): Board => ({
    stages: [
      {
        id: 'new',
        label: 'Novo',
        count: 2,
        value_cents: 200,
        leads: [lead('b', 'new', '11:02:00'), lead('a', 'new', '11:01:00')],
        next_cursor: more,
      },
      { id: 'won', label: 'Ganho', count: 0, value_cents: 0, leads: [], next_cursor: null },
    ],
  });

  it('moves a card and what its columns count', () => {
    const merged = mergeBoard(board(), [lead('a', 'won', '12:00:00', 150)]);

    expect(
      merged?.stages.map(({ count, value_cents, leads }) => [count, value_cents, leads.map((one) => one.id)]),
    ).toEqual([
      [1, 100, ['b']],
      [1, 150, ['a']],
    ]);
  });

  it('is the same the second time', () => {
    const once = mergeBoard(board(), [lead('a', 'won', '12:00:00')]) as Board;

    expect(mergeBoard(once, [lead('a', 'won', '12:00:00')])).toEqual(once);
  });

  it('adds a new lead even where cards are left out', () => {
    const fresh = { ...lead('c', 'new', '12:00:00', null), created_at: '2026-11-23T12:00:00Z' };

    expect(mergeBoard(board('x'), [fresh])?.stages[0]).toMatchObject({ count: 3, value_cents: 200 });
  });

  it('asks again about a stage it does not know, or a lead that may be among the cards left out', () => {
    expect(mergeBoard(board(), [lead('a', 'lost', '12:00:00')])).toBeNull();
    expect(mergeBoard(board('x'), [lead('z', 'won', '12:00:00')])).toBeNull();
  });
});
