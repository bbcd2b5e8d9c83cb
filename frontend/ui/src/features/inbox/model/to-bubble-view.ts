/** A stored message as our chat draws it, seen by the business. Pure; reads our own JSON and forgives what it lacks. */
import type { Message } from '@/api/types';
import type { BubbleView, Choice, Media, Place, Tick } from '@/components/chat/bubble-view';

/** The fields of our own messages that can be drawn. `is` names an outgoing message's kind, `kind` an incoming one's. */
type Content = {
  is?: string;
  header_text?: string;
  header_image?: string;
  footer?: string;
  buttons?: Choice[];
  button?: string;
  sections?: { title?: string; rows?: Choice[] }[];
  title?: string;
  url?: string;
  kind?: string;
  link?: string;
  filename?: string;
  media?: { mime_type?: string; filename?: string };
  location?: Place;
  name?: string;
  phone?: string;
  contacts?: { name?: string | null; phones?: string[] }[];
};

const FILES: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'document', 'sticker']);

const TICKS: Record<string, Tick> = {
  queued: 'sending',
  sending: 'sending',
  parked: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
};

/** What a failure is called, so that this module needs no translator. */
export type FailureWords = (error: Message['error'], status: string) => string | undefined;

function mediaOf(content: Content, kind: string): Media | undefined {
  if (content.header_image) return { kind: 'image', url: content.header_image };
  const file = content.is === 'Attachment' ? content.kind : kind;
  if (!file || !FILES.has(file)) return undefined;
  return {
    kind: file as Media['kind'],
    url: content.link ?? null, // of what a contact sends only Meta's id is kept
    filename: content.filename ?? content.media?.filename,
  };
}

function peopleOf(content: Content): string[] | undefined {
  if (content.is === 'SendContact') return [[content.name, content.phone].filter(Boolean).join(' · ')];
  return content.contacts?.map((one) => [one.name, one.phones?.[0]].filter(Boolean).join(' · '));
}

function requestOf(content: Content): BubbleView['request'] {
  if (content.is === 'AskLocation') return 'location';
  return content.is === 'AskContact' ? 'contact' : undefined;
}

function menuOf(content: Content): BubbleView['menu'] {
  if (!content.button || !content.sections) return undefined;
  return {
    button: content.button,
    sections: content.sections.map((section) => ({ title: section.title, rows: section.rows ?? [] })),
  };
}

export function toBubbleView(message: Message, failure: FailureWords): BubbleView {
  const content = message.content as Content;
  const media = mediaOf(content, message.kind);
  const place = content.location;
  const people = peopleOf(content);
  const isDrawn = Boolean(message.text || media || place || people);
  return {
    id: message.id,
    side: message.direction === 'out' ? 'mine' : 'theirs',
    at: message.sent_at,
    tick: message.direction === 'out' ? TICKS[message.status] : undefined,
    header: content.header_text || undefined,
    text: message.text || undefined,
    footer: content.footer || undefined,
    media,
    place,
    people,
    buttons: content.buttons,
    menu: menuOf(content),
    links:
      content.is === 'LinkButton' ? [{ title: content.title ?? '', url: content.url ?? null }] : undefined,
    request: requestOf(content),
    otherKind: isDrawn ? undefined : message.kind,
    author: message.author === 'contact' ? undefined : message.author,
    failure: failure(message.error, message.status),
  };
}
