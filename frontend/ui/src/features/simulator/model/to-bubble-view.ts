/** A bubble of the simulator as our chat draws it, seen by the person who holds the phone. Pure. */
import type { BubbleView, Media, Tick } from '@/components/chat/bubble-view';
import type { SimBubble, SimFile, SimHeader } from './wire';

const FILES = ['image', 'video', 'audio', 'document', 'sticker'] as const;
const DRAWN = new Set([
  ...FILES,
  'text',
  'buttons',
  'list',
  'link',
  'carousel',
  'template',
  'tap',
  'location',
  'contacts',
  'location_request',
  'contact_request',
]);

export type Links = {
  /** An address the browser can fetch, from what the simulator wrote down. */
  absolute: (url: string) => string;
};

function fileOf(bubble: SimBubble): { kind: Media['kind']; file: SimFile } | null {
  for (const kind of FILES) {
    const file = bubble[kind];
    if (file) return { kind, file };
  }
  return null;
}

function mediaOf(bubble: SimBubble, links: Links): Media | undefined {
  const found = fileOf(bubble);
  if (found) {
    const { kind, file } = found;
    return { kind, url: file.url ? links.absolute(file.url) : null, filename: file.filename };
  }
  return headerMedia(bubble.header, links);
}

function headerMedia(header: SimHeader | undefined, links: Links): Media | undefined {
  if (!header || header.type === 'text') return undefined;
  return { kind: header.type, url: header.url ? links.absolute(header.url) : null };
}

function headerText(header: SimHeader | undefined): string | undefined {
  return header?.type === 'text' ? header.text : undefined;
}

function peopleOf(bubble: SimBubble): string[] | undefined {
  return bubble.contacts?.map((contact) => {
    const name = typeof contact.name === 'string' ? contact.name : contact.name?.formatted_name;
    return [name, contact.phones?.[0]?.phone].filter(Boolean).join(' · ');
  });
}

/** A quote is one line: the first that says something. */
function quoteOf(bubble: SimBubble): string | undefined {
  const words = bubble.tap?.title ?? bubble.text ?? headerText(bubble.header);
  return words?.split('\n').find((line) => line.trim() !== '');
}

function requestOf(kind: string): BubbleView['request'] {
  if (kind === 'location_request') return 'location';
  return kind === 'contact_request' ? 'contact' : undefined;
}

function tickOf(bubble: SimBubble): Tick | undefined {
  if (bubble.direction === 'out') return bubble.status === 'failed' ? 'failed' : undefined;
  return bubble.status === 'accepted' ? 'sent' : bubble.status;
}

function toView(bubble: SimBubble, quote: string | undefined, reactions: string[], links: Links): BubbleView {
  return {
    id: bubble.wamid,
    side: bubble.direction === 'in' ? 'mine' : 'theirs',
    at: bubble.at,
    tick: tickOf(bubble),
    header: headerText(bubble.header),
    text: bubble.tap?.title ?? bubble.text ?? fileOf(bubble)?.file.caption,
    footer: bubble.footer,
    media: mediaOf(bubble, links),
    place: bubble.location,
    people: peopleOf(bubble),
    buttons: bubble.buttons,
    menu: bubble.list,
    links: bubble.links ?? (bubble.link ? [bubble.link] : undefined),
    request: requestOf(bubble.kind),
    cards: bubble.cards?.map((card, index) => ({
      id: `${bubble.wamid}/${index}`,
      side: 'theirs',
      at: bubble.at,
      text: card.text,
      media: headerMedia(card.header, links),
      buttons: card.buttons,
      links: card.link ? [card.link] : undefined,
    })),
    quote,
    reactions,
    otherKind: DRAWN.has(bubble.kind) ? undefined : bubble.kind,
    failure: bubble.error && `${bubble.error.title} (${bubble.error.code})`,
  };
}

/** What a phone shows: reactions sit on their message, and nothing appears before it was sent. */
export function toBubbleViews(messages: readonly SimBubble[], links: Links): BubbleView[] {
  const byId = new Map(messages.map((bubble) => [bubble.wamid, bubble]));
  const reactions = new Map<string, Map<SimBubble['direction'], string>>();
  for (const { reaction, direction } of messages) {
    if (!reaction) continue;
    const given = reactions.get(reaction.message_id) ?? new Map<SimBubble['direction'], string>();
    reactions.set(reaction.message_id, given.set(direction, reaction.emoji));
  }
  return messages
    .filter((bubble) => !bubble.reaction && !(bubble.direction === 'out' && bubble.status === 'accepted'))
    .map((bubble) => {
      const quoted = bubble.reply_to ? byId.get(bubble.reply_to) : undefined;
      const given = [...(reactions.get(bubble.wamid)?.values() ?? [])].filter((emoji) => emoji !== '');
      return toView(bubble, quoted && quoteOf(quoted), given, links);
    });
}
