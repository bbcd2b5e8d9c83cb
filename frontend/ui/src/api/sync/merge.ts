/** How a delta enters what the screens already hold: pure functions from cached data and changes to new data. */
import type { ConversationFilter } from '../query-keys';
import type { Board, BoardStage, Conversation, ConversationPage, Lead, Message, MessagePage } from '../types';

/** The part of TanStack Query's infinite data that a merge needs. */
export type Pages<P> = { pages: P[]; pageParams: unknown[] };
type Page<T> = { items: T[]; next_cursor?: string | null };

/** Times of the API compare as text once their zone is off: "…:00Z" would sort after "…:00.5Z". */
function comparable(time: string | null | undefined): string {
  return (time ?? '').replace(/(Z|[+-]00:00)$/, '');
}

function byNewest<T>(time: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0);
}

/** Put items back into pages: the later pages keep their length, the first takes what came in. */
function repage<T, P extends Page<T>>(data: Pages<P>, items: T[]): Pages<P> {
  const laterLengths = data.pages.slice(1).map((page) => page.items.length);
  let start = Math.max(0, items.length - laterLengths.reduce((sum, length) => sum + length, 0));
  const pages = data.pages.map((page, index) => {
    if (index === 0) return { ...page, items: items.slice(0, start) };
    const length = laterLengths[index - 1] ?? 0;
    const part = items.slice(start, start + length);
    start += length;
    return { ...page, items: part };
  });
  return { ...data, pages };
}

/** Whether a list with this filter would show the conversation; null when only the server can tell. */
function belongs(conversation: Conversation, filter: ConversationFilter): boolean | null {
  if (filter.owner && conversation.owner !== filter.owner) return false;
  return filter.q ? null : true;
}

const lastMessage = (conversation: Conversation) => comparable(conversation.last_message_at);
const created = (message: Message) => comparable(message.created_at);
const updated = (lead: Lead) => comparable(lead.updated_at);

/** The list with the changed conversations in their new places, or null when it must be read again. */
export function mergeConversations(
  data: Pages<ConversationPage>,
  changed: readonly Conversation[],
  filter: ConversationFilter,
): Pages<ConversationPage> | null {
  const items = new Map(data.pages.flatMap((page) => page.items).map((item) => [item.id, item]));
  const last = data.pages.at(-1);
  const horizon = last?.next_cursor ? lastMessage([...items.values()].at(-1) as Conversation) : '';
  for (const conversation of changed) {
    const shown = items.has(conversation.id);
    const wanted = belongs(conversation, filter);
    if (wanted === null && !shown) return null;
    if (wanted === false) items.delete(conversation.id);
    else if (shown || lastMessage(conversation) >= horizon) items.set(conversation.id, conversation);
  }
  return repage(data, [...items.values()].sort(byNewest(lastMessage)));
}

/** The thread (newest first) with new messages in place and changed ones replaced. */
export function mergeMessages(data: Pages<MessagePage>, changed: readonly Message[]): Pages<MessagePage> {
  const items = new Map(data.pages.flatMap((page) => page.items).map((item) => [item.id, item]));
  const last = data.pages.at(-1);
  const oldest = last?.items.at(-1);
  for (const message of changed) {
    const isOlderThanLoaded = last?.next_cursor && oldest && created(message) < created(oldest);
    if (items.has(message.id) || !isOlderThanLoaded) items.set(message.id, message);
  }
  return repage(data, [...items.values()].sort(byNewest(created)));
}

function without(stage: BoardStage, lead: Lead): BoardStage {
  const old = stage.leads.find((other) => other.id === lead.id);
  if (!old) return stage;
  return {
    ...stage,
    count: stage.count - 1,
    value_cents: stage.value_cents - (old.value_cents ?? 0),
    leads: stage.leads.filter((other) => other.id !== lead.id),
  };
}

function having(stage: BoardStage, lead: Lead): BoardStage {
  return {
    ...stage,
    count: stage.count + 1,
    value_cents: stage.value_cents + (lead.value_cents ?? 0),
    leads: [lead, ...stage.leads].sort(byNewest(updated)),
  };
}

/**
 * The board with the changed leads in their columns, newest change first, or null when it must be read again: a stage it does not
 * know, or a lead that may be counted in a column without being among its loaded cards.
 */
export function mergeBoard(board: Board, changed: readonly Lead[]): Board | null {
  let stages = board.stages;
  for (const lead of changed) {
    const isLoaded = stages.some((stage) => stage.leads.some((other) => other.id === lead.id));
    const mayBeHidden = stages.some((stage) => stage.next_cursor);
    const isNew = lead.created_at === lead.updated_at;
    if (!stages.some((stage) => stage.id === lead.stage) || (!isLoaded && mayBeHidden && !isNew)) return null;
    stages = stages
      .map((stage) => without(stage, lead))
      .map((stage) => (stage.id === lead.stage ? having(stage, lead) : stage));
  }
  return { ...board, stages };
}
