// Conversations by what was said in them, or by the address of one that is open in another tab.
import { conversations, search } from "@/api/client";
import type { Row } from "@/api/types";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const MOST = 8;

/** The id in an address such as https://desk.example.com/desk/0198…?view=all, or alone. */
export function idIn(text: string): string | null {
  return ID.exec(text)?.[0] ?? null;
}

export async function findRows(words: string, signal?: AbortSignal): Promise<Row[]> {
  const id = idIn(words);
  if (id !== null) return [await conversations.detail(id, signal)];
  const page = await search({ q: words.slice(0, 100), limit: MOST }, signal);
  return page.conversations.map((found) => found.row);
}
