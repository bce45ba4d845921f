/** What a search found, while it is typed. */
import { Fragment, h, type ComponentChild } from "preact";
import { type Found, pieces } from "./finder";
import type { Page } from "./page";

const marked = (line: string, marks: string[]): ComponentChild[] =>
  pieces(line, marks).map((x, i) => (i % 2 ? <mark>{x}</mark> : x));

export function Results({ p, f, again, open }: { p: Page; f: Found; again(): void; open(): void }): ComponentChild {
  const { q, items, failed } = f;
  if (!q) return null;
  return (
    <>
      <p class={items?.length ? "sr" : "none"} role="status">
        {failed ? p.word("failed") : !items ? p.word("searching") : items.length ? p.word("found", { n: items.length }) : p.word("nothing")}
      </p>
      {failed && <button type="button" class="plain" onClick={again}>{p.word("again")}</button>}
      {!!items?.length && (
        <ol class="hits">
          {items.map((one) => (
            <li key={one.slug}>
              <a href={p.article(one.slug)} onClick={open}><b>{marked(one.title, one.marks)}</b><span>{marked(one.snippet, one.marks)}</span></a>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
