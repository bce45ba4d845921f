// Light Markdown to elements: paragraphs, **bold**, lists, steps, pictures, links. No HTML ever passes through.
import { Fragment } from "react";
import type { ReactNode } from "react";
import type { Attachment } from "@/api/types";
import { blocksOf } from "@/design/prose";
import { ShotView, useShots } from "./Shot";
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

function Lines({ lines }: { lines: string[] }) {
  return lines.map((line, row) => (
    <Fragment key={row}>
      {row > 0 && <br />}
      {inline(line, true)}
    </Fragment>
  ));
}

/** `files`: what came with the text; left out, they are looked up. */
export function Markdown({ text, files }: { text: string; files?: Attachment[] | undefined }) {
  const shots = useShots(text, files);
  return (
    <div className={css.prose}>
      {blocksOf(text).map((block, index) => {
        if (block.kind === "picture") return <ShotView key={index} shot={block.picture} files={shots} />;
        if (block.kind === "h") return <strong key={index}>{inline(block.lines[0] ?? "", true)}</strong>;
        if (block.kind === "p") {
          return (
            <p key={index}>
              <Lines lines={block.lines} />
            </p>
          );
        }
        const List = block.kind;
        return (
          <List key={index} start={block.kind === "ol" ? block.start : undefined}>
            {block.items.map((item, row) => (
              <li key={row}>
                {inline(item.text, true)}
                {item.under.map((part, at) =>
                  typeof part === "string" ? (
                    <p key={at}>{inline(part, true)}</p>
                  ) : (
                    <ShotView key={at} shot={part} files={shots} />
                  ),
                )}
              </li>
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
