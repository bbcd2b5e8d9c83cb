/** POST /local/contacts/{number}/{contact}/jump: time passes for this contact, in the application and in the phone. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/query-keys';
import { ask, type Line, localPath } from './simulator-client';

export function useSkipHours(line: Line) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hours: number) => ask(`${localPath(line)}/jump`, { body: { hours } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.simulator.chat(line.number, line.contact) }),
  });
}
