/**
 * The bot's light Markdown as DOM nodes: paragraphs, headings (as bold lines), lists, steps,
 * pictures, **bold**, `code`, links.
 * Text only ever becomes text nodes, and a link only http, https, mailto or tel; everything else stays as written.
 */
import { h, type ComponentChild } from "preact";
import { blocksOf, isGuide, said, type Item, type Shot } from "../core/prose";

/** The address when it is one a customer may follow, else null. */
export function safeHref(raw: string): string | null {
  try {
    const u = new URL(raw.trim());
    return /^(https?|mailto|tel):$/.test(u.protocol) ? u.href : null;
  } catch {
    return null;
  }
}

function link(href: string, label: ComponentChild): ComponentChild {
  const safe = safeHref(href);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer nofollow" }, label) : null;
}

const URL_ = /(https?:\/\/[\w\-.~:/?#@!$&'*+,;=%]{1,2000})/g;
const RICH = /(https?:\/\/[\w\-.~:/?#@!$&'+,;=%]{1,2000})|\*\*([^*\n]{1,400})\*\*|`([^`\n]{1,400})`|\[([^\]\n]{1,400})\]\(([^)\s]{1,2000})\)/g;

/** One line; with `rich` false only bare addresses become links. */
export function inline(text: string, rich: boolean): ComponentChild[] {
  const out: ComponentChild[] = [];
  let from = 0;
  for (const m of text.matchAll(rich ? RICH : URL_)) {
    let whole = m[0];
    let node: ComponentChild = null;
    if (m[1]) {
      whole = whole.replace(/[.,;:!?']+$/, "");
      node = link(whole, whole);
    } else node = m[2] ? h("strong", null, inline(m[2], true)) : m[3] ? h("code", null, m[3]) : link(m[5]!, m[4]!);
    if (!node) continue;
    out.push(text.slice(from, m.index), node);
    from = m.index + whole.length;
  }
  out.push(text.slice(from));
  return out.filter((x) => x !== "");
}

/** Plain text: line breaks kept by CSS, addresses made links. */
export const plain = (text: string): ComponentChild[] => inline(text, false);

/** How pictures and steps are drawn; without it pictures are their words, and steps a list. */
export interface Drawn {
  picture(shot: Shot): ComponentChild;
  guide(steps: ComponentChild[][]): ComponentChild;
}

const bare = (shot: Shot): ComponentChild => said(shot) && h("p", null, said(shot));

/** A whole answer, block by block. */
export function markdown(text: string, drawn?: Drawn): ComponentChild[] {
  const picture = drawn?.picture ?? bare;
  const item = (one: Item): ComponentChild[] => [
    ...inline(one.text, true),
    ...one.under.map((part) => (typeof part === "string" ? h("p", null, inline(part, true)) : picture(part))),
  ];
  return blocksOf(text).map((block) => {
    if (block.kind === "picture") return picture(block.picture);
    if (block.kind === "h") return h("p", null, h("strong", null, inline(block.lines[0]!, true)));
    if (block.kind === "p") return h("p", null, block.lines.flatMap((line, at) => (at ? [h("br", null), ...inline(line, true)] : inline(line, true))));
    if (drawn && isGuide(block)) return drawn.guide(block.items.map(item));
    return h(block.kind, block.kind === "ol" ? { start: block.start } : null, block.items.map((one) => h("li", null, item(one))));
  });
}
