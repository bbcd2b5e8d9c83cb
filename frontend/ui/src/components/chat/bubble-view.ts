/** A message as any chat of ours draws it: the phone of the simulator and the thread of the inbox fill in the same shape. */

export type Tick = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export type Media = {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** Null while the bytes are not known yet, or for ever when only an id was kept. */
  url: string | null;
  filename?: string | undefined;
};

export type Choice = { id: string; title: string; description?: string | undefined };
export type Menu = { button: string; sections: { title?: string | undefined; rows: Choice[] }[] };
export type Place = {
  latitude: number;
  longitude: number;
  name?: string | undefined;
  address?: string | undefined;
};

/** A button that asks the person for something other than a choice. */
export type Request = 'location' | 'contact';

export type BubbleView = {
  id: string;
  /** `mine` stands at the right: the person in the phone, the business in the inbox. */
  side: 'mine' | 'theirs';
  /** ISO time. */
  at: string;
  tick?: Tick | undefined;
  header?: string | undefined;
  text?: string | undefined;
  footer?: string | undefined;
  media?: Media | undefined;
  place?: Place | undefined;
  people?: string[] | undefined;
  buttons?: Choice[] | undefined;
  menu?: Menu | undefined;
  links?: { title: string; url: string | null }[] | undefined;
  request?: Request | undefined;
  cards?: BubbleView[] | undefined;
  /** The message this one answers, in one line. */
  quote?: string | undefined;
  reactions?: string[] | undefined;
  /** A kind we have no drawing for, named. */
  otherKind?: string | undefined;
  /** Who wrote it, where that is worth a mark. */
  author?: 'bot' | 'human' | 'system' | undefined;
  /** Why it was not delivered, in words. */
  failure?: string | undefined;
};

/** What the phone does when something in a bubble is pressed. */
export type BubbleActions = {
  tap: (view: BubbleView, choice: Choice) => void;
  openMenu: (view: BubbleView) => void;
  answer: (request: Request) => void;
};
