/** What a message offers to press, as rows under its words. In a read-only chat they are shown, not pressed. */
import { clsx } from 'clsx';
import { ExternalLink, List, type LucideIcon, MapPin, Reply, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BubbleActions, BubbleView } from './bubble-view';

type Row = {
  id: string;
  title: string;
  icon: LucideIcon;
  press?: (() => void) | undefined;
  href?: string | undefined;
};

const look =
  'flex min-h-10.5 w-full items-center justify-center gap-1.5 border-fg/8 border-t px-3 py-1.5 text-center font-medium text-bubble-action';

export function BubbleButtons({ view, actions }: { view: BubbleView; actions?: BubbleActions | undefined }) {
  const { t } = useTranslation('chat');
  const rows: Row[] = [];
  for (const choice of view.buttons ?? []) {
    rows.push({
      id: choice.id,
      title: choice.title,
      icon: Reply,
      press: actions && (() => actions.tap(view, choice)),
    });
  }
  if (view.menu) {
    rows.push({
      id: 'menu',
      title: view.menu.button,
      icon: List,
      press: actions && (() => actions.openMenu(view)),
    });
  }
  for (const link of view.links ?? []) {
    rows.push({ id: link.title, title: link.title, icon: ExternalLink, href: link.url ?? undefined });
  }
  if (view.request) {
    const request = view.request;
    const icon = request === 'location' ? MapPin : UserRound;
    rows.push({
      id: request,
      title: t(`request.${request}`),
      icon,
      press: actions && (() => actions.answer(request)),
    });
  }
  if (rows.length === 0) return null;
  return (
    <div className="overflow-hidden rounded-b-bubble">
      {rows.map(({ id, title, icon: Icon, press, href }) => {
        const inside = (
          <>
            <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2} />
            <span className="min-w-0 break-words">{title}</span>
          </>
        );
        if (href) {
          return (
            <a key={id} href={href} target="_blank" rel="noreferrer" className={clsx(look, 'hover:bg-fg/4')}>
              {inside}
            </a>
          );
        }
        if (press) {
          return (
            <button
              key={id}
              type="button"
              onClick={press}
              className={clsx(look, '-outline-offset-2 hover:bg-fg/4 active:bg-fg/8')}
            >
              {inside}
            </button>
          );
        }
        return (
          <span key={id} className={look}>
            {inside}
          </span>
        );
      })}
    </div>
  );
}
