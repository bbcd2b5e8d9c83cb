/** POST /sim/chats/{number}/{contact}/restart: an empty phone, to begin again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import { ask, chatPath, type Line } from './simulator-client';

export function useRestartChat(line: Line) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(`${line.base}${chatPath(line)}/restart`, { body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.simulator.chat(line.number, line.contact) }),
  });
}
