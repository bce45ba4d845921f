/**
 * The bot's light Markdown as DOM nodes: paragraphs, headings (as bold lines), lists, **bold**, `code`, links.
 * Text only ever becomes text nodes, and a link only http, https, mailto or tel; everything else stays as written.
 */
import { h, type ComponentChild } from "preact";

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

const ITEM = /^\s{0,6}(?:[-*•]|(\d{1,3})[.)、])\s*(?=\S)(.*)$/;
const BULLET = /^\s{0,6}(?:[-*•]\s|\d{1,3}[.)]\s|\d{1,3}、)/;

/** A whole answer, block by block. */
export function markdown(text: string): ComponentChild[] {
  const out: ComponentChild[] = [];
  let tag = "";
  let start = 1;
  let items: ComponentChild[] = [];
  let para: ComponentChild[] = [];
  const flush = (): void => {
    if (para.length) out.push(h("p", null, para));
    if (items.length) out.push(h(tag, tag === "ol" ? { start } : null, items));
    para = [];
    items = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const item = BULLET.test(line) && ITEM.exec(line);
    if (item) {
      const kind = item[1] ? "ol" : "ul";
      if (kind !== tag || !items.length) {
        flush();
        tag = kind;
        start = Number(item[1] ?? 1);
      }
      items.push(h("li", null, inline(item[2]!, true)));
    } else if (!line.trim()) flush();
    else {
      if (items.length) flush();
      const head = /^#{1,6}\s+(.*)$/.exec(line);
      if (para.length) para.push(h("br", null));
      para.push(head ? h("strong", null, inline(head[1]!, true)) : inline(line, true));
    }
  }
  flush();
  return out;
}
