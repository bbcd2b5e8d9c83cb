/** Message text with WhatsApp's formatting. */
import type { ReactNode } from 'react';
import { parseRichText, type RichNode } from './rich-text';

export function FormattedText({ text }: { text: string }) {
  return <>{parseRichText(text).map(draw)}</>;
}

function draw(node: RichNode, index: number): ReactNode {
  switch (node.kind) {
    case 'plain':
      return node.text;
    case 'code':
      return (
        <code key={index} className="rounded bg-fg/8 px-1 py-px font-mono text-[0.92em]">
          {node.text}
        </code>
      );
    case 'link':
      return (
        <a
          key={index}
          href={node.href}
          target="_blank"
          rel="noreferrer"
          className="break-all text-bubble-action underline underline-offset-2"
        >
          {node.text}
        </a>
      );
    case 'bold':
      return <strong key={index}>{node.children.map(draw)}</strong>;
    case 'italic':
      return <em key={index}>{node.children.map(draw)}</em>;
    case 'struck':
      return <s key={index}>{node.children.map(draw)}</s>;
  }
}
