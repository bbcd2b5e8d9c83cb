/** Begin again: the bot forgets where the chat stood, and the phone is empty. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import { ask, chatPath, type Line, localPath } from './simulator-client';

export function useRestartChat(line: Line) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await ask(`${localPath(line)}/restart`, { body: {} });
      await ask(`${line.base}${chatPath(line)}/restart`, { body: {} });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.simulator.chat(line.number, line.contact) }),
  });
}
