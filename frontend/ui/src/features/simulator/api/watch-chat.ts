/** GET /sim/events: what happens to this chat, as it happens, entered into its transcript. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '@/api/query-keys';
import { applyEvent, type SimEvent } from '../model/transcript-events';
import type { SimBubble, SimWindow, Transcript } from '../model/wire';
import type { Line } from './simulator-client';

/** Watches while the phone is shown; says whether the line to the simulator stands. */
export function useWatchChat({ base, number, contact }: Line): boolean {
  const client = useQueryClient();
  const [isConnected, setConnected] = useState(true);

  useEffect(() => {
    const key = keys.simulator.chat(number, contact);
    const chat = `${encodeURIComponent(number)}/${encodeURIComponent(contact)}`;
    const events = new EventSource(`${base}/sim/events?chat=${chat}`);
    const enter = (event: SimEvent) =>
      client.setQueryData<Transcript>(key, (old) => (old ? applyEvent(old, event) : old));
    const on = (name: string, read: (data: never) => SimEvent) =>
      events.addEventListener(name, (event: MessageEvent<string>) =>
        enter(read(JSON.parse(event.data) as never)),
      );

    on('message', (bubble: SimBubble) => ({ kind: 'message', bubble }));
    on('status', (data: Pick<SimBubble, 'wamid' | 'status' | 'error'>) => ({ kind: 'status', ...data }));
    on('typing', ({ typing }: { typing: boolean }) => ({ kind: 'typing', typing }));
    on('window', (window: SimWindow) => ({ kind: 'window', window }));
    on('restart', () => ({ kind: 'restart' }));
    events.onopen = () => {
      setConnected(true);
      void client.invalidateQueries({ queryKey: key }); // what happened before the line stood is not told again
    };
    events.onerror = () => setConnected(false); // the browser keeps trying by itself
    return () => events.close();
  }, [client, base, number, contact]);

  return isConnected;
}
