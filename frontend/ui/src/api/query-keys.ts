/** Every key of the query cache in one table, so that the sync merges into what the screens read. */

export type ConversationFilter = { owner?: 'bot' | 'human' | undefined; q?: string | undefined };

export const keys = {
  me: ['me'] as const,
  localConfig: ['local-config'] as const,
  conversations: {
    all: ['conversations'] as const,
    lists: ['conversations', 'list'] as const,
    list: (filter: ConversationFilter) => ['conversations', 'list', filter] as const,
    one: (id: string) => ['conversations', 'one', id] as const,
    messages: (id: string) => ['conversations', 'messages', id] as const,
  },
  leads: {
    all: ['leads'] as const,
    board: ['leads', 'board'] as const,
    stages: ['leads', 'stage'] as const,
    stage: (stage: string) => ['leads', 'stage', stage] as const,
    one: (id: string) => ['leads', 'one', id] as const,
  },
  simulator: {
    contacts: ['simulator', 'contacts'] as const,
    chats: ['simulator', 'chats'] as const,
    chat: (number: string, contact: string) => ['simulator', 'chat', number, contact] as const,
  },
};
