/**
 * Light Markdown as blocks: pictures, lists, the steps of a guide. Read as the server reads it (kernel/prose.py) and the
 * console (design/prose.ts); all three are held to tests/support/prose.json.
 */

/** A stored file by its id; `words` stand for it where it cannot be seen. */
export interface Shot {
  id: string;
  words: string;
  caption: string;
}
export interface Item {
  text: string;
  under: (string | Shot)[];
}
export type Block =
  | { kind: "p"; lines: string[] }
  | { kind: "h"; lines: string[] }
  | { kind: "ul"; items: Item[]; start: number }
  | { kind: "ol"; items: Item[]; start: number }
  | { kind: "picture"; picture: Shot };

const PICTURE =
  /!\[([^[\]\n]{0,300})\]\(file:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?: {1,3}"([^"\n]{0,300})")?\)/g;
const ITEM = /^( {0,6}|\t)(?:[-*•][ \t]|(\d{1,3})(?:[.)][ \t]|、))[ \t]*(\S.*)$/;
const BARE = /^( {0,6}|\t)(?:[-*•]|\d{1,3}[.)、])[ \t]*$/;
const HEAD = /^#{1,6}[ \t]+(.*)$/;
const MOST_STEPS = 50;

const shotOf = (found: RegExpMatchArray): Shot => ({ id: found[2]!, words: found[1]!, caption: found[3] ?? "" });

/** Its words and its caption, once where they are the same. */
export function said({ words, caption }: Shot): string {
  return [...new Set([words.trim(), caption.trim()])].filter(Boolean).join(" ");
}

function* parts(text: string): Generator<[string, Shot | null]> {
  for (const line of text.split(/\r?\n/)) {
    const found = [...line.matchAll(PICTURE)];
    if (found.length === 0) {
      yield [line, null];
      continue;
    }
    let indent = line.slice(0, line.length - line.trimStart().length);
    let before = line.slice(0, found[0]!.index);
    if (BARE.test(before)) before += found[0]![1]!.trim() || "…";
    if (ITEM.test(before)) {
      indent += "   ";
      yield [before.trimEnd(), null];
    } else if (before.trim() !== "") yield [before.trimEnd(), null];
    for (const [at, one] of found.entries()) {
      yield [indent, shotOf(one)];
      const between = line.slice(one.index! + one[0].length, found[at + 1]?.index ?? line.length).trim();
      if (between !== "") yield [indent + between, null];
    }
  }
}

/** A whole text. */
export function blocksOf(text: string): Block[] {
  const out: Block[] = [];
  let open: Block | null = null;
  let gap = false;
  const begin = (block: Block, stays = true): void => {
    out.push(block);
    open = stays ? block : null;
  };
  for (const [line, picture] of parts(text)) {
    if (picture === null && line.trim() === "") {
      gap = true;
      continue;
    }
    const indented = line.startsWith("  ") || line.startsWith("\t");
    const item = picture === null ? ITEM.exec(line) : null;
    const now = open as Block | null;
    const list = now !== null && (now.kind === "ul" || now.kind === "ol") ? now : null;
    const head = HEAD.exec(line);
    const under =
      list !== null &&
      (picture !== null ? indented || !gap : indented && (item === null || (list.kind === "ol" && !item[2])));
    if (under && list !== null) list.items.at(-1)!.under.push(picture ?? (item ? `• ${item[3]!}` : line.trim()));
    else if (item) {
      const kind = item[2] ? "ol" : "ul";
      const number = Number(item[2] ?? 1);
      const goesOn =
        list !== null && kind === "ol" && list.kind === "ol" && [1, list.start + list.items.length].includes(number);
      const row: Item = { text: item[3]!, under: [] };
      if (list !== null && list.kind === kind && (!gap || goesOn)) list.items.push(row);
      else begin({ kind, items: [row], start: number });
    } else if (picture !== null) begin({ kind: "picture", picture }, false);
    else if (head) begin({ kind: "h", lines: [head[1]!] }, false);
    else if (now !== null && now.kind === "p" && !gap) now.lines.push(line);
    else begin({ kind: "p", lines: [line] });
    gap = false;
  }
  return out;
}

/** Whether it is walked through step by step. */
export function isGuide(block: Block): boolean {
  return (
    block.kind === "ol" &&
    block.items.length >= 2 &&
    block.items.length <= MOST_STEPS &&
    block.items.some(({ under }) => under.length > 0)
  );
}
