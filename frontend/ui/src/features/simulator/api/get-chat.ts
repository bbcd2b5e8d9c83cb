/** GET /sim/chats/{number}/{contact}: everything this phone shows. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import type { Transcript } from '../model/wire';
import { ask, chatPath, type Line } from './simulator-client';

export function chatOptions(line: Line) {
  return queryOptions({
    queryKey: keys.simulator.chat(line.number, line.contact),
    queryFn: () => ask<Transcript>(line.base + chatPath(line)),
    staleTime: 0,
  });
}

export function useChat(line: Line) {
  return useQuery(chatOptions(line));
}
