/** WhatsApp's own formatting (*bold*, _italic_, ~struck~, `code`, links) as a tree. Pure, and harmless on any text. */

export type RichNode =
  | { kind: 'plain'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'struck'; children: RichNode[] };

// A mark counts only at the edge of a word, with no space inside it: "2 * 3 * 4" stays as it is.
const MARK =
  /```([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}])(?:\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~)(?![\p{L}\p{N}])/gu;
const SENTENCE_END = /[.,;:!?)\]}'"]+$/;

export function parseRichText(text: string): RichNode[] {
  const nodes: RichNode[] = [];
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    const [whole, block, code, link, bold, italic, struck] = match;
    if (match.index > end) nodes.push({ kind: 'plain', text: text.slice(end, match.index) });
    end = match.index + whole.length;
    if (block ?? code) nodes.push({ kind: 'code', text: (block ?? code) as string });
    else if (link) {
      const href = link.replace(SENTENCE_END, '');
      nodes.push({ kind: 'link', text: href, href });
      end -= link.length - href.length;
    } else if (bold) nodes.push({ kind: 'bold', children: parseRichText(bold) });
    else if (italic) nodes.push({ kind: 'italic', children: parseRichText(italic) });
    else if (struck) nodes.push({ kind: 'struck', children: parseRichText(struck) });
  }
  if (end < text.length) nodes.push({ kind: 'plain', text: text.slice(end) });
  return nodes;
}

/** The words alone, for previews and names. */
export function plainText(text: string): string {
  const flatten = (nodes: RichNode[]): string =>
    nodes.map((node) => ('children' in node ? flatten(node.children) : node.text)).join('');
  return flatten(parseRichText(text));
}

/** Only emoji, at most three: drawn large, as a chat does. */
export function isJumbo(text: string): boolean {
  const bare = text.trim();
  if (bare === '' || /[\p{L}\p{N}]/u.test(bare)) return false;
  const clusters = [...new Intl.Segmenter().segment(bare)];
  return (
    clusters.length <= 3 && clusters.every(({ segment }) => /\p{Extended_Pictographic}|\p{RI}/u.test(segment))
  );
}
