import type { Attachment } from "@/api/types";
import { createStore } from "@/design";

type Viewing =
  | { kind: "image"; image: Pick<Attachment, "name" | "url"> }
  | { kind: "article"; article: { id: string; title: string } }
  | null;

/** What is opened over the thread: a picture or the article an answer came from. */
export const viewing = createStore<Viewing>(null);

export function showImage(image: Pick<Attachment, "name" | "url">): void {
  viewing.set({ kind: "image", image });
}

export function showArticle(article: { id: string; title: string }): void {
  viewing.set({ kind: "article", article });
}
