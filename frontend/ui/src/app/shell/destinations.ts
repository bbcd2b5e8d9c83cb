/** Where the main navigation leads, in its order. */
import { Columns3, type LucideIcon, MessagesSquare } from 'lucide-react';

type Destination = { to: '/inbox' | '/leads'; words: 'nav.inbox' | 'nav.leads'; icon: LucideIcon };

export const DESTINATIONS: readonly Destination[] = [
  { to: '/inbox', words: 'nav.inbox', icon: MessagesSquare },
  { to: '/leads', words: 'nav.leads', icon: Columns3 },
];
