/** What the WhatsApp simulator says, as its README describes it. It is a tool of ours and not part of the product's API. */

export type SimContact = {
  id: string;
  wa_id: string | null;
  name: string;
  username_only: boolean;
  username?: string | null;
};

export type SimHeader =
  | { type: 'text'; text: string }
  | { type: 'image' | 'video' | 'document'; url: string | null };
export type SimFile = {
  url: string | null;
  mime_type?: string;
  caption?: string;
  filename?: string;
  voice?: boolean;
};
export type SimButton = { id: string; title: string };
export type SimRow = { id: string; title: string; description?: string };

export type SimBubble = {
  wamid: string;
  /** As the business sees it: `in` was written by the person. */
  direction: 'in' | 'out';
  at: string;
  kind: string;
  status: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';
  error?: { code: number; title: string; details?: string };
  text?: string;
  header?: SimHeader;
  footer?: string;
  image?: SimFile;
  video?: SimFile;
  audio?: SimFile;
  document?: SimFile;
  sticker?: SimFile;
  buttons?: SimButton[];
  list?: { button: string; sections: { title?: string; rows: SimRow[] }[] };
  link?: { title: string; url: string };
  links?: { title: string; url: string }[];
  cards?: {
    header?: SimHeader;
    text?: string;
    link?: { title: string; url: string };
    buttons?: SimButton[];
  }[];
  tap?: SimRow;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contacts?: { name?: { formatted_name?: string } | string; phones?: { phone?: string }[] }[];
  reaction?: { message_id: string; emoji: string };
  reply_to?: string;
};

export type SimWindow = { open: boolean; expires_at: string | null };

export type Transcript = {
  contact: SimContact;
  number: { phone_number_id: string; display_phone_number: string; verified_name: string };
  window: SimWindow;
  typing: boolean;
  messages: SimBubble[];
};

/** What the person in the simulator does. */
export type Action =
  | { type: 'text'; text: string; reply_to?: string }
  | { type: 'tap'; reply_id: string; wamid: string }
  | { type: 'image' | 'audio'; data: string; mime_type: string; caption?: string; voice?: boolean }
  | { type: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | { type: 'contact' };
