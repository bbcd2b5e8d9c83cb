/** Requests to the WhatsApp simulator, which runs beside the application on a developer's machine. */
import { ApiError, errorFromAnswer, reached } from '@/api/errors';

/** One person's phone, open on the chat with one number. */
export type Line = { base: string; number: string; contact: string };

export function chatPath({ number, contact }: Line): string {
  return `/sim/chats/${encodeURIComponent(number)}/${encodeURIComponent(contact)}`;
}

/** What only the local application can do for a chat. */
export function localPath({ number, contact }: Line): string {
  return `/local/contacts/${encodeURIComponent(number)}/${encodeURIComponent(contact)}`;
}

export async function ask<T>(url: string, init?: { body: unknown }): Promise<T> {
  const response = await reached(
    fetch(
      url,
      init && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(init.body),
      },
    ),
  );
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const sentence = (body as { error?: unknown } | null)?.error;
  if (typeof sentence === 'string') throw new ApiError(response.status, 'simulator_refused', sentence);
  throw errorFromAnswer(response, body);
}
