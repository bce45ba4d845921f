// Light Markdown to elements: paragraphs, **bold**, lists, links. No HTML ever passes through.
import { Fragment } from "react";
import type { ReactNode } from "react";
import css from "./thread.module.css";

const INLINE = /\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s，。；！？、）)】"'<>]+)/g;

function link(href: string, text: string, key: number): ReactNode {
  return (
    <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

/** Bold and links of one line; `marks` off leaves `**` as it stands (plain text has no bold). */
export function inline(text: string, marks: boolean): ReactNode[] {
  const parts: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, label, target, bare] = match;
    if (!marks && bare === undefined) continue;
    parts.push(text.slice(last, match.index));
    if (bold !== undefined) parts.push(<strong key={match.index}>{bold}</strong>);
    else if (target !== undefined) parts.push(link(target, label ?? target, match.index));
    else if (bare !== undefined) parts.push(link(bare, bare, match.index));
    last = match.index + whole.length;
  }
  parts.push(text.slice(last));
  return parts;
}

type Block = { kind: "p" | "ul" | "ol"; lines: string[] };

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let fresh = true;
  for (const line of text.split("\n")) {
    const bullet = /^\s*[-*•]\s+(.*)$/.exec(line);
    const number = /^\s*\d+[.、]\s*(.*)$/.exec(line);
    const kind = bullet ? "ul" : number ? "ol" : "p";
    const content = bullet?.[1] ?? number?.[1] ?? line;
    if (content.trim() === "") {
      fresh = true;
      continue;
    }
    const last = blocks.at(-1);
    if (last !== undefined && last.kind === kind && !(fresh && kind === "p")) last.lines.push(content);
    else blocks.push({ kind, lines: [content] });
    fresh = false;
  }
  return blocks;
}

export function Markdown({ text }: { text: string }) {
  return (
    <div className={css.prose}>
      {blocksOf(text).map((block, index) => {
        if (block.kind === "p") {
          return (
            <p key={index}>
              {block.lines.map((line, row) => (
                <Fragment key={row}>
                  {row > 0 && <br />}
                  {inline(line, true)}
                </Fragment>
              ))}
            </p>
          );
        }
        const List = block.kind;
        return (
          <List key={index}>
            {block.lines.map((line, row) => (
              <li key={row}>{inline(line, true)}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

export function Plain({ text }: { text: string }) {
  return <span className={css.plain}>{inline(text, false)}</span>;
}
