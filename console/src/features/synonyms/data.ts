import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { articles } from "@/api/knowledge";
import { queries } from "@/api/query";
import { synonyms as api } from "@/api/synonyms";
import type { Asked, SynonymLine, SynonymsPage } from "@/api/types";
import { locale } from "@/i18n";

const KEY = ["synonyms"];
/** What parts the words of a line when they are typed. */
const PARTS = /[\s,，、;；|/]+/u;

export function useSynonyms(): UseQueryResult<SynonymsPage> {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.list(signal) });
}

export function wordsOf(typed: string): string[] {
  return typed.split(PARTS).filter((word) => word !== "");
}

async function changed(doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: KEY });
  }
}

export function saveLine(line: SynonymLine | null, words: string[]): Promise<void> {
  return changed(line === null ? api.make(words) : api.change(line.id, words, line.version));
}

export function dropLine(line: SynonymLine): Promise<void> {
  return changed(api.drop(line.id, line.version));
}

/** What the desk's search finds now. */
export function tryQuestion(question: string): Promise<Asked> {
  return articles.ask(question, locale(), "agent");
}
