/** How a live event changes the transcript a phone shows. Pure; an event seen twice changes nothing the second time. */
import type { SimBubble, SimWindow, Transcript } from './wire';

export type SimEvent =
  | { kind: 'message'; bubble: SimBubble }
  | { kind: 'status'; wamid: string; status: SimBubble['status']; error?: SimBubble['error'] }
  | { kind: 'typing'; typing: boolean }
  | { kind: 'window'; window: SimWindow }
  | { kind: 'restart' };

const WINDOW_MS = 24 * 3_600_000; // WhatsApp's customer service window

export function applyEvent(transcript: Transcript, event: SimEvent): Transcript {
  switch (event.kind) {
    case 'message':
      return {
        ...transcript,
        messages: upsert(transcript.messages, event.bubble),
        window: reopened(transcript.window, event.bubble),
      };
    case 'status':
      return {
        ...transcript,
        messages: transcript.messages.map((bubble) =>
          bubble.wamid === event.wamid
            ? { ...bubble, status: event.status, ...(event.error ? { error: event.error } : {}) }
            : bubble,
        ),
      };
    case 'typing':
      return { ...transcript, typing: event.typing };
    case 'window':
      return { ...transcript, window: event.window };
    case 'restart':
      return { ...transcript, messages: [], typing: false };
  }
}

function upsert(messages: SimBubble[], bubble: SimBubble): SimBubble[] {
  const index = messages.findIndex((other) => other.wamid === bubble.wamid);
  return index < 0 ? [...messages, bubble] : messages.map((other, at) => (at === index ? bubble : other));
}

/** Whatever the person writes opens the window for another 24 hours. */
function reopened(window: SimWindow, bubble: SimBubble): SimWindow {
  if (bubble.direction === 'out') return window;
  const until = Date.parse(bubble.at) + WINDOW_MS;
  if (window.expires_at && Date.parse(window.expires_at) >= until) return window;
  return { open: true, expires_at: new Date(until).toISOString() };
}
