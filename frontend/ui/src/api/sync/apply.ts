/** Enters a sync answer into the query cache: what can be merged is merged, what cannot is read again. */
import type { QueryClient } from '@tanstack/react-query';
import { type ConversationFilter, keys } from '../query-keys';
import type {
  Board,
  ConversationDetail,
  ConversationPage,
  LeadDetail,
  Message,
  MessagePage,
  SyncAnswer,
} from '../types';
import { mergeBoard, mergeConversations, mergeMessages, type Pages } from './merge';

/** Read every live query again: the cursor is new or too old to tell what changed. */
export function resync(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: keys.conversations.all });
  void client.invalidateQueries({ queryKey: keys.leads.all });
}

export function applySync(client: QueryClient, answer: SyncAnswer): void {
  if (answer.resync) {
    resync(client);
    return;
  }
  if (answer.conversations.length > 0) applyConversations(client, answer.conversations);
  if (answer.messages.length > 0) applyMessages(client, answer.messages);
  if (answer.leads.length > 0) applyLeads(client, answer.leads);
}

function applyConversations(client: QueryClient, changed: SyncAnswer['conversations']): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.conversations.lists })) {
    const data = query.state.data as Pages<ConversationPage> | undefined;
    if (!data) continue;
    const merged = mergeConversations(data, changed, query.queryKey[2] as ConversationFilter);
    if (merged) client.setQueryData(query.queryKey, merged);
    else void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
  for (const conversation of changed) {
    client.setQueryData<ConversationDetail>(keys.conversations.one(conversation.id), (old) =>
      old ? { ...old, ...conversation } : old,
    );
  }
}

function applyMessages(client: QueryClient, changed: SyncAnswer['messages']): void {
  const threads = new Map<string, Message[]>();
  for (const { conversation_id, ...message } of changed) {
    threads.set(conversation_id, [...(threads.get(conversation_id) ?? []), message]);
  }
  for (const [conversation, messages] of threads) {
    client.setQueryData<Pages<MessagePage>>(keys.conversations.messages(conversation), (old) =>
      old ? mergeMessages(old, messages) : old,
    );
  }
}

function applyLeads(client: QueryClient, sent: SyncAnswer['leads']): void {
  const changed = sent.filter((lead) => !isKnown(client, lead)); // answers overlap, so most rows come twice
  if (changed.length === 0) return;
  const board = client.getQueryData<Board>(keys.leads.board);
  const merged = board && mergeBoard(board, changed);
  if (merged) client.setQueryData(keys.leads.board, merged);
  else if (board) void client.invalidateQueries({ queryKey: keys.leads.board });
  void client.invalidateQueries({ queryKey: keys.leads.stages });
  for (const lead of changed) {
    client.setQueryData<LeadDetail>(keys.leads.one(lead.id), (old) => (old ? { ...old, ...lead } : old));
    void client.invalidateQueries({ queryKey: keys.leads.one(lead.id) }); // its timeline is not in the delta
  }
}

/** The newest change of each lead that was entered, so that reading again happens once per change. */
const entered = new WeakMap<QueryClient, Map<string, string>>();

function isKnown(client: QueryClient, lead: SyncAnswer['leads'][number]): boolean {
  const versions = entered.get(client) ?? new Map<string, string>();
  entered.set(client, versions);
  if (versions.get(lead.id) === lead.updated_at) return true;
  versions.set(lead.id, lead.updated_at);
  return false;
}
