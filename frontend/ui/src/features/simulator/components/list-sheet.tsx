/** The rows of a list message, rising inside the phone. Choosing one sends it. */
import type { Choice, Menu } from '@/components/chat/bubble-view';
import { Sheet } from '@/components/ui/sheet';

type Props = { menu: Menu; screen: HTMLElement | null; onClose: () => void; onChoose: (row: Choice) => void };

export function ListSheet({ menu, screen, onClose, onChoose }: Props) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={menu.button} container={screen}>
      {menu.sections.map((section) => (
        <section key={section.title ?? section.rows[0]?.id}>
          {section.title && (
            <h3 className="px-3 pt-3 pb-1 font-medium text-brand text-xs">{section.title}</h3>
          )}
          <ul>
            {section.rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  onClick={() => onChoose(row)}
                  className="flex min-h-12 w-full items-center gap-3 rounded-control px-3 py-2.5 text-left hover:bg-sunken"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block text-base leading-5">{row.title}</span>
                    {row.description && (
                      <span className="mt-0.5 block text-muted text-xs">{row.description}</span>
                    )}
                  </span>
                  <span aria-hidden className="size-5 shrink-0 rounded-full border-2 border-line-strong" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Sheet>
  );
}
