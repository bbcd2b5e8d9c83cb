/** POST /sim/chats/{number}/{contact}/messages: the person writes, presses or sends something. */
import { useMutation } from '@tanstack/react-query';
import type { Action } from '../model/wire';
import { ask, chatPath, type Line } from './simulator-client';

export function useSendMessage(line: Line) {
  return useMutation({
    mutationFn: (action: Action) =>
      ask<{ wamid: string }>(`${line.base}${chatPath(line)}/messages`, { body: action }),
  });
}
